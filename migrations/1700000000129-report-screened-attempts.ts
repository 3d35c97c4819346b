import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches for parameters tell which attempts were made on a sample of users; earlier ones made none. */
export class ReportScreenedAttempts1700000000129 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE parameter_search SET report = report || '{"screened": []}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE parameter_search SET report = report - 'screened'`);
  }
}
