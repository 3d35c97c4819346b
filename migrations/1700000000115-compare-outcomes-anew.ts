import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outcomes have intervals and calibration: those that were measured without are measured again by the next comparison. */
export class CompareOutcomesAnew1700000000115 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'UPDATE churn_score_set SET outcome = NULL, outcome_loads = NULL, outcome_at = NULL WHERE outcome IS NOT NULL',
    );
  }

  /** What was measured since has everything that it had before. */
  async down(): Promise<void> {}
}
