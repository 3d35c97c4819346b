import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of erased users is read again only when it is another one: it may have a million of them. */
export class CountChangesOfErasedUsers1700000000158 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row. Whoever changes erased_user counts the revision on in the same transaction.
      CREATE TABLE erased_user_state (
        id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT erased_user_state_single CHECK (id = 1),
        revision bigint NOT NULL DEFAULT 0
      );
      INSERT INTO erased_user_state DEFAULT VALUES;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erased_user_state');
  }
}
