import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Posted events give way to an archive of their day. */
export class SupersedePostedEvents1700000000106 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive DROP CONSTRAINT archive_state_known;
      ALTER TABLE archive ADD CONSTRAINT archive_state_known
        CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM archive WHERE state = 'superseded';
      ALTER TABLE archive DROP CONSTRAINT archive_state_known;
      ALTER TABLE archive ADD CONSTRAINT archive_state_known
        CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate', 'dropped'));
    `);
  }
}
