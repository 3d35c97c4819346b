import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The queue says what a job is and was asked to do; a row here only says how far one that has begun is. */
export class KeepProgressBesideJobs1700000000082 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE job_progress
        DROP COLUMN kind, DROP COLUMN input, DROP COLUMN created_at,
        ALTER COLUMN step SET DEFAULT 'starting'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE job_progress
        ADD COLUMN kind text NOT NULL DEFAULT '', ADD COLUMN input jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
        ALTER COLUMN step SET DEFAULT 'waiting to start';
      ALTER TABLE job_progress ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN input DROP DEFAULT;
      CREATE INDEX job_progress_created ON job_progress (created_at DESC)`);
  }
}
