import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches for parameters of the churn models. */
export class SearchChurnParameters1700000000113 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Retrains follow the newest accepted one whose split has their test users.
      CREATE TABLE churn_parameter_search (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        snapshot_date date NOT NULL,
        data_to date NOT NULL,
        split jsonb NOT NULL,
        start jsonb NOT NULL,
        best jsonb NOT NULL,
        report jsonb NOT NULL,
        accepted boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE churn_parameter_search');
  }
}
