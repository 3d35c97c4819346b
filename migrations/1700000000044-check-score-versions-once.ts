import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Scores are only ever written together with their set, whose own reference to the version is checked once. Checking it for
 * each score as well took about a third of the time of storing 50,000 of them.
 */
export class CheckScoreVersionsOnce1700000000044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE churn_score DROP CONSTRAINT churn_score_version');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE churn_score ADD CONSTRAINT churn_score_version
        FOREIGN KEY (model_version_id) REFERENCES model_version (id) ON DELETE CASCADE
    `);
  }
}
