import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fact tables are partitioned by day: a day is loaded, replaced and dropped without touching the others. */
export class CreateLogTables1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE archive (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL CONSTRAINT archive_name_unique UNIQUE,
        kind text CONSTRAINT archive_kind_known CHECK (kind IN ('play', 'down', 'search')),
        day date,
        part smallint,
        sha256 text,
        byte_count bigint NOT NULL DEFAULT 0,
        state text NOT NULL CONSTRAINT archive_state_known CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate')),
        reason text,
        line_count bigint NOT NULL DEFAULT 0,
        event_count bigint NOT NULL DEFAULT 0,
        rejected jsonb NOT NULL DEFAULT '{}',
        repaired jsonb NOT NULL DEFAULT '{}',
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE INDEX archive_sha256 ON archive (sha256);
      CREATE INDEX archive_day ON archive (day);

      -- Column order avoids alignment padding: 36 bytes of data a play.
      CREATE TABLE play_event (
        user_id bigint NOT NULL,
        song_id bigint,
        day date NOT NULL,
        archive_id integer NOT NULL,
        play_seconds integer,
        song_seconds integer,
        song_type smallint,
        device smallint NOT NULL
      ) PARTITION BY RANGE (day);

      CREATE TABLE download_event (
        user_id bigint NOT NULL,
        song_id bigint,
        day date NOT NULL,
        archive_id integer NOT NULL,
        device smallint NOT NULL
      ) PARTITION BY RANGE (day);

      CREATE TABLE search_event (
        user_id bigint NOT NULL,
        searched_at timestamp,
        day date NOT NULL,
        archive_id integer NOT NULL,
        device smallint NOT NULL,
        query text NOT NULL
      ) PARTITION BY RANGE (day);

      CREATE TABLE song (
        song_id bigint PRIMARY KEY,
        title text,
        singer text,
        length_seconds integer,
        first_day date NOT NULL,
        last_day date NOT NULL,
        named_in text
      );

      CREATE TABLE song_length (
        song_id bigint NOT NULL,
        seconds integer NOT NULL,
        play_count bigint NOT NULL,
        PRIMARY KEY (song_id, seconds)
      );

      CREATE TABLE user_day (
        user_id bigint NOT NULL,
        day date NOT NULL,
        device smallint,
        plays integer NOT NULL DEFAULT 0,
        downloads integer NOT NULL DEFAULT 0,
        searches integer NOT NULL DEFAULT 0,
        play_seconds integer NOT NULL DEFAULT 0,
        full_plays integer NOT NULL DEFAULT 0,
        completion_sum real NOT NULL DEFAULT 0,
        completion_count integer NOT NULL DEFAULT 0,
        distinct_songs integer NOT NULL DEFAULT 0,
        PRIMARY KEY (user_id, day)
      ) PARTITION BY RANGE (day);

      CREATE TABLE excluded_user (
        user_id bigint PRIMARY KEY,
        reason text NOT NULL,
        evidence jsonb NOT NULL DEFAULT '{}',
        since timestamptz NOT NULL DEFAULT now()
      );
      INSERT INTO excluded_user (user_id, reason) VALUES (0, 'anonymous pool');

      CREATE TABLE sample_log_set (
        id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT sample_log_set_single CHECK (id = 1),
        manifest jsonb NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sample_log_set, excluded_user, user_day, song_length, song, search_event, download_event, play_event, archive
    `);
  }
}
