import type { MigrationInterface, QueryRunner } from 'typeorm';

const SONG_EVENTS = `SELECT song_id, day FROM play_event UNION ALL SELECT song_id, day FROM download_event`;

/**
 * A song counts its events instead of keeping their first and last day, which nobody read: when an archive is replaced or deleted, what it had said is
 * subtracted, and no history is looked through for the days that are left.
 */
export class CountEventsOfSongs1700000000108 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE song ADD COLUMN event_count integer NOT NULL DEFAULT 0, DROP COLUMN first_day, DROP COLUMN last_day;
      -- Songs that are not merged yet, too: what waits for a merge brings their names and lengths.
      INSERT INTO song (song_id, event_count)
      SELECT song_id, count(*) FROM (${SONG_EVENTS}) AS event WHERE song_id IS NOT NULL GROUP BY song_id
      ON CONFLICT (song_id) DO UPDATE SET event_count = excluded.event_count;
      -- Events of dropped days are still counted: as many as have a length, or one.
      UPDATE song SET event_count = counted FROM (
        SELECT song_id, greatest(1, (SELECT sum(plays) FROM unnest(length_plays) AS plays)) AS counted FROM song) AS known
      WHERE known.song_id = song.song_id AND event_count < counted;
      ALTER TABLE song ALTER COLUMN event_count DROP DEFAULT;
      ${changeUnmerged('DROP COLUMN day, ADD COLUMN event_count integer NOT NULL DEFAULT 0')}
      ALTER TABLE posted_song DROP COLUMN day, ADD COLUMN event_count integer NOT NULL DEFAULT 0;
      ALTER TABLE posted_song ALTER COLUMN event_count DROP DEFAULT;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE song DROP COLUMN event_count, ADD COLUMN first_day date, ADD COLUMN last_day date;
      UPDATE song SET first_day = seen.first_day, last_day = seen.last_day FROM (
        SELECT song_id, min(day) AS first_day, max(day) AS last_day FROM (${SONG_EVENTS}) AS event GROUP BY song_id) AS seen
      WHERE seen.song_id = song.song_id;
      -- Of a dropped day, which is not known any more.
      UPDATE song SET first_day = '1970-01-01', last_day = '1970-01-01' WHERE first_day IS NULL;
      ALTER TABLE song ALTER COLUMN first_day SET NOT NULL, ALTER COLUMN last_day SET NOT NULL;
      ${changeUnmerged('DROP COLUMN event_count, ADD COLUMN day date')}
      ALTER TABLE posted_song DROP COLUMN event_count, ADD COLUMN day date NOT NULL DEFAULT '1970-01-01';
      ALTER TABLE posted_song ALTER COLUMN day DROP DEFAULT;
    `);
  }
}

/** Of loads that ended before their songs were merged. */
function changeUnmerged(actions: string): string {
  return `DO $$ DECLARE unmerged regclass; BEGIN
    FOR unmerged IN SELECT oid FROM pg_class
      WHERE starts_with(relname, 'unmerged_songs_') AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s ${actions}', unmerged); END LOOP;
  END $$;`;
}
