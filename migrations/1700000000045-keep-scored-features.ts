import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A score keeps the features it was made from, as float32 in the order of its version's catalogue, and reasons are found when
 * somebody asks: explaining everybody by trees took a minute, and a quarter of the bytes is stored. Reasons that were stored
 * before stay.
 */
export class KeepScoredFeatures1700000000045 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE churn_score ADD COLUMN features bytea, ALTER COLUMN reasons DROP NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE churn_score SET reasons = '[]' WHERE reasons IS NULL`);
    await runner.query('ALTER TABLE churn_score DROP COLUMN features, ALTER COLUMN reasons SET NOT NULL');
  }
}
