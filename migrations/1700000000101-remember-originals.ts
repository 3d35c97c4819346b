import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A duplicate is one only while the archive that has its content stands. */
export class RememberOriginals1700000000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive ADD COLUMN duplicate_of integer
        CONSTRAINT archive_duplicate_of REFERENCES archive (id) ON DELETE SET NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE archive DROP COLUMN duplicate_of');
  }
}
