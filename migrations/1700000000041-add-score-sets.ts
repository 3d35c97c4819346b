import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A score set is what one version said of everybody at one snapshot date: when, having seen which loads, and later what
 * came of it. Scores from before are kept; their loads are unknown, so they count as stale.
 */
export class AddScoreSets1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE churn_score
        ADD COLUMN scored_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN churned boolean;
      CREATE INDEX churn_score_ranked
        ON churn_score (snapshot_date, model_version_id, probability DESC, user_id);

      CREATE TABLE churn_score_set (
        snapshot_date date NOT NULL,
        model_version_id integer NOT NULL
          CONSTRAINT churn_score_set_version REFERENCES model_version (id) ON DELETE CASCADE,
        scored_at timestamptz NOT NULL,
        user_count integer NOT NULL,
        loads text NOT NULL,
        quantiles real[] NOT NULL,
        outcome jsonb,
        outcome_loads text,
        outcome_at timestamptz,
        PRIMARY KEY (snapshot_date, model_version_id)
      );

      INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, user_count, loads, quantiles)
      SELECT snapshot_date, model_version_id, max(scored_at), count(*), 'unknown',
        percentile_disc((SELECT array_agg(i / 1000.0::float8 ORDER BY i) FROM generate_series(0, 1000) AS i))
          WITHIN GROUP (ORDER BY probability)
      FROM churn_score GROUP BY snapshot_date, model_version_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE churn_score_set;
      DROP INDEX churn_score_ranked;
      ALTER TABLE churn_score DROP COLUMN scored_at, DROP COLUMN churned;
    `);
  }
}
