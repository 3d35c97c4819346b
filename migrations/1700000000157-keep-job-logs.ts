import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each job did, a line a step; gone with the job's progress. */
export class KeepJobLogs1700000000157 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_log_line (
        job_id uuid NOT NULL CONSTRAINT job_log_line_job REFERENCES job_progress (job_id) ON DELETE CASCADE,
        number integer NOT NULL,
        at timestamptz NOT NULL,
        step text NOT NULL,
        fraction real,
        detail jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (job_id, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE job_log_line');
  }
}
