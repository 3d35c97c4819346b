import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who did what: admin actions of all services, changes of keys, and the jobs that came of them. */
export class KeepAudit1700000000151 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Never holds anything of a person: see auditedParameters.
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        started_at timestamptz NOT NULL DEFAULT now(),
        service text NOT NULL,
        action text NOT NULL,
        key_id text,
        key_name text COLLATE "C" NOT NULL,
        key_scopes text[] NOT NULL DEFAULT '{}',
        parameters jsonb NOT NULL DEFAULT '{}',
        request_id text,
        outcome text NOT NULL DEFAULT 'started'
          CONSTRAINT audit_entry_outcome CHECK (outcome IN ('started', 'succeeded', 'replayed', 'refused', 'failed')),
        status smallint,
        problem text,
        ended_at timestamptz,
        job_id uuid,
        job_kind text,
        -- How the job ended, kept here since the queue forgets it after 90 days.
        job_state text CONSTRAINT audit_entry_job_state CHECK (job_state IN ('succeeded', 'failed', 'cancelled')),
        job_ended_at timestamptz
      );
      CREATE INDEX audit_entry_started ON audit_entry (started_at);
      CREATE INDEX audit_entry_of_key ON audit_entry (key_name, id);
      CREATE INDEX audit_entry_of_job ON audit_entry (job_id) WHERE job_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_entry`);
  }
}
