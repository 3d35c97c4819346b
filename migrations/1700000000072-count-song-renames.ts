import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets whoever keeps songs' names in memory notice that one of them is no longer true. */
export class CountSongRenames1700000000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row. New songs don't count: a name that was absent is kept by nobody.
      CREATE TABLE song_naming (
        id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT song_naming_single CHECK (id = 1),
        revision bigint NOT NULL DEFAULT 0,
        changed_in xid8
      );
      INSERT INTO song_naming DEFAULT VALUES;

      -- Once a transaction, whatever the number of songs. Writers of songs hold a lock of their own, so nobody waits for this row.
      CREATE FUNCTION count_song_rename() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE song_naming SET revision = revision + 1, changed_in = pg_current_xact_id()
        WHERE changed_in IS DISTINCT FROM pg_current_xact_id();
        RETURN NULL;
      END $$;
      CREATE TRIGGER song_renamed AFTER UPDATE ON song FOR EACH ROW
        WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.singer IS DISTINCT FROM NEW.singer)
        EXECUTE FUNCTION count_song_rename();
      CREATE TRIGGER song_removed AFTER DELETE ON song FOR EACH ROW EXECUTE FUNCTION count_song_rename();
      CREATE TRIGGER songs_emptied AFTER TRUNCATE ON song FOR EACH STATEMENT EXECUTE FUNCTION count_song_rename();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER song_renamed ON song;
      DROP TRIGGER song_removed ON song;
      DROP TRIGGER songs_emptied ON song;
      DROP FUNCTION count_song_rename();
      DROP TABLE song_naming;
    `);
  }
}
