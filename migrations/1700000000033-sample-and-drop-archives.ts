import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Archives of which only a sample of the users is loaded, and those whose day was dropped. */
export class SampleAndDropArchives1700000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null: all users.
      ALTER TABLE archive ADD COLUMN sample_share double precision, ADD COLUMN sample_seed integer;

      ALTER TABLE archive DROP CONSTRAINT archive_state_known;
      ALTER TABLE archive ADD CONSTRAINT archive_state_known
        CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate', 'dropped'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM archive WHERE state = 'dropped';
      ALTER TABLE archive DROP CONSTRAINT archive_state_known;
      ALTER TABLE archive ADD CONSTRAINT archive_state_known
        CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate'));
      ALTER TABLE archive DROP COLUMN sample_share, DROP COLUMN sample_seed;
    `);
  }
}
