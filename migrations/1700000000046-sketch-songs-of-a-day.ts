import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which songs a user heard on a day, in 256 bits that can be joined over days: how many different ones a window had is then told
 * without its plays (4 million of a day take seconds). Days that are loaded get theirs from the plays in the tables, about a
 * microsecond a play; null is a day without a known song.
 */
export class SketchSongsOfADay1700000000046 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_day ADD COLUMN song_sketch bit(256)');
    await runner.query(`
      DO $$
      DECLARE loaded date;
      BEGIN
        FOR loaded IN SELECT DISTINCT day FROM user_day ORDER BY day LOOP
          EXECUTE format('
            UPDATE user_day SET song_sketch = heard.sketch
            FROM (SELECT user_id, bit_or(set_bit(0::bit(256), hashint8(song_id) & 255, 1)) AS sketch
                  FROM play_event WHERE day = %1$L GROUP BY user_id) AS heard
            WHERE user_day.day = %1$L AND user_day.user_id = heard.user_id AND heard.sketch IS NOT NULL', loaded);
        END LOOP;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_day DROP COLUMN song_sketch');
  }
}
