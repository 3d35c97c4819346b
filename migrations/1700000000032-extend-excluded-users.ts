import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who left a user out, and whom nobody but a person may leave out again. */
export class ExtendExcludedUsers1700000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE excluded_user ADD COLUMN by text NOT NULL DEFAULT 'hand'
        CONSTRAINT excluded_user_by_known CHECK (by IN ('rule', 'hand'));
      UPDATE excluded_user SET by = 'rule' WHERE user_id = 0;

      -- Re-included by hand: no rule excludes them.
      CREATE TABLE included_user (
        user_id bigint PRIMARY KEY,
        reason text NOT NULL,
        since timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE included_user;
      ALTER TABLE excluded_user DROP COLUMN by;
    `);
  }
}
