import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reasons are found from the features of a score when somebody asks for them, so every score has features and none has reasons. */
export class DropStoredReasons1700000000091 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM churn_score WHERE features IS NULL;
      ALTER TABLE churn_score DROP COLUMN reasons, ALTER COLUMN features SET NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE churn_score ADD COLUMN reasons jsonb, ALTER COLUMN features DROP NOT NULL',
    );
  }
}
