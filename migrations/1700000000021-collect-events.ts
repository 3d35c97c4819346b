import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What events posted by product backends need beside the fact tables, and what archives tell of their lines. */
export class CollectEvents1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Which client event ids were taken; by day, so that it is dropped with the day's events.
      CREATE TABLE collected_event (
        day date NOT NULL,
        event_id text NOT NULL,
        PRIMARY KEY (day, event_id)
      ) PARTITION BY RANGE (day);

      -- Small and indexed by user, where the fact tables are large and are not: what a user did just now.
      CREATE TABLE recent_event (
        user_id bigint NOT NULL,
        song_id bigint,
        happened_at timestamp NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        play_seconds integer,
        song_seconds integer,
        device smallint NOT NULL,
        kind text NOT NULL CONSTRAINT recent_event_kind_known CHECK (kind IN ('play', 'down', 'search'))
      );
      CREATE INDEX recent_event_user ON recent_event (user_id, happened_at);
      CREATE INDEX recent_event_received ON recent_event USING brin (received_at);

      -- Plays and downloads that followed from a recommendation.
      CREATE TABLE event_recommendation (
        user_id bigint NOT NULL,
        song_id bigint NOT NULL,
        day date NOT NULL,
        kind text NOT NULL CONSTRAINT event_recommendation_kind_known CHECK (kind IN ('play', 'down')),
        recommendation_id text NOT NULL,
        played_share real,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX event_recommendation_id ON event_recommendation (recommendation_id);
      CREATE INDEX event_recommendation_day ON event_recommendation (day);

      -- Masked examples of rejected and repaired lines, by reason and rule.
      ALTER TABLE archive ADD COLUMN samples jsonb NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive DROP COLUMN samples;
      DROP TABLE event_recommendation, recent_event, collected_event;
    `);
  }
}
