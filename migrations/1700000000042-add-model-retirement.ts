import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A retired version has lost its artefact, which is large; its report and its scores stay. */
export class AddModelRetirement1700000000042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE model_version ADD COLUMN retired_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE model_version DROP COLUMN retired_at');
  }
}
