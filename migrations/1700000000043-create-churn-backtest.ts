import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a model trained at earlier dates would have been worth; kept, since it takes minutes to find out. */
export class CreateChurnBacktest1700000000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE churn_backtest (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        job_id uuid,
        parameters jsonb NOT NULL,
        report jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE churn_backtest');
  }
}
