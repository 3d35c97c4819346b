import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The model registry, what the models said, and the progress of the jobs that made them. */
export class CreateModelTables1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE model_version (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        version integer NOT NULL,
        refused boolean NOT NULL,
        snapshot_date date,
        data_from date,
        data_to date,
        seed bigint NOT NULL,
        parameters jsonb NOT NULL,
        report jsonb NOT NULL,
        gate jsonb NOT NULL,
        catalogue_hash text,
        code_version text NOT NULL,
        artefact_sha256 text NOT NULL,
        artefact_bytes bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT model_version_kind_version UNIQUE (kind, version)
      );

      -- A bytea holds at most 1 GB and is sent whole: an artefact is stored in pieces.
      CREATE TABLE model_artefact_chunk (
        model_version_id integer NOT NULL
          CONSTRAINT model_artefact_chunk_version REFERENCES model_version (id) ON DELETE CASCADE,
        position integer NOT NULL,
        bytes bytea NOT NULL,
        PRIMARY KEY (model_version_id, position)
      );
      ALTER TABLE model_artefact_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

      -- Every promotion and rollback is a row; the newest row of a kind names its live version.
      CREATE TABLE model_promotion (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        model_version_id integer NOT NULL
          CONSTRAINT model_promotion_version REFERENCES model_version (id),
        reason text NOT NULL,
        promoted_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX model_promotion_kind ON model_promotion (kind, id DESC);

      CREATE TABLE churn_score (
        snapshot_date date NOT NULL,
        model_version_id integer NOT NULL
          CONSTRAINT churn_score_version REFERENCES model_version (id) ON DELETE CASCADE,
        user_id bigint NOT NULL,
        probability real NOT NULL,
        margin real NOT NULL,
        reasons jsonb NOT NULL,
        PRIMARY KEY (user_id, snapshot_date, model_version_id)
      );

      CREATE TABLE job_progress (
        job_id uuid PRIMARY KEY,
        kind text NOT NULL,
        input jsonb NOT NULL,
        step text NOT NULL DEFAULT 'waiting to start',
        fraction real,
        detail jsonb NOT NULL DEFAULT '{}',
        cancel_requested boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX job_progress_created ON job_progress (created_at DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE job_progress, churn_score, model_promotion, model_artefact_chunk, model_version',
    );
  }
}
