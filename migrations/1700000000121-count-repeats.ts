import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each user listens to again, counted with each retrain of the recommender. */
export class CountRepeats1700000000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The songs of a user that were liked most, the largest score first; three arrays of one length.
      CREATE TABLE repeat_songs (
        user_id bigint PRIMARY KEY,
        song_ids bigint[] NOT NULL,
        scores real[] NOT NULL,
        last_days date[] NOT NULL
      );

      -- The newest row tells what repeat_songs was counted of.
      CREATE TABLE repeat_count (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        read_at timestamptz NOT NULL,
        data_to date NOT NULL,
        report jsonb NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE repeat_songs, repeat_count');
  }
}
