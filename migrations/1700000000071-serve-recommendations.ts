import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the recommender reads at every request besides its model, and what came of its answers. */
export class ServeRecommendations1700000000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE hidden_song (
        song_id bigint PRIMARY KEY,
        hidden_at timestamptz NOT NULL DEFAULT now()
      );

      -- One row. Whoever answers compares the revision with the one applied last, and reads the table above only when it differs.
      CREATE TABLE recommender_state (
        id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT recommender_state_single CHECK (id = 1),
        hidden_revision bigint NOT NULL DEFAULT 0
      );
      INSERT INTO recommender_state DEFAULT VALUES;

      CREATE FUNCTION count_hidden_song_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE recommender_state SET hidden_revision = hidden_revision + 1;
        RETURN NULL;
      END $$;
      CREATE TRIGGER hidden_song_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hidden_song
        FOR EACH STATEMENT EXECUTE FUNCTION count_hidden_song_change();

      -- A trial of one version beside the live one; at most one runs.
      CREATE TABLE recommender_experiment (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL CONSTRAINT recommender_experiment_name UNIQUE,
        challenger_version integer NOT NULL,
        share real NOT NULL CONSTRAINT recommender_experiment_share CHECK (share > 0 AND share < 1),
        started_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz
      );
      CREATE UNIQUE INDEX recommender_experiment_running ON recommender_experiment ((true)) WHERE ended_at IS NULL;

      -- Songs that were shown to somebody; who and from which version stands in the recommendation id too.
      CREATE TABLE recommendation_impression (
        recommendation_id text NOT NULL,
        song_id bigint NOT NULL,
        shown_at timestamptz NOT NULL DEFAULT now(),
        user_id bigint,
        model_version integer NOT NULL,
        source text NOT NULL,
        experiment_id integer,
        variant text,
        PRIMARY KEY (recommendation_id, song_id)
      );
      CREATE INDEX recommendation_impression_shown ON recommendation_impression (shown_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE recommendation_impression, recommender_experiment, hidden_song, recommender_state;
      DROP FUNCTION count_hidden_song_change;
    `);
  }
}
