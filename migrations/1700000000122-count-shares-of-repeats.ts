import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much of what a user plays was played before, and a quick way to what a user was shown. */
export class CountSharesOfRepeats1700000000122 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Plays that are no skips, each weighing half after the half-life, and of these all but the first of each song.
      ALTER TABLE repeat_songs
        ADD COLUMN plays real NOT NULL DEFAULT 0,
        ADD COLUMN repeats real NOT NULL DEFAULT 0;
      -- Repeats by plays of all users.
      ALTER TABLE repeat_count ADD COLUMN repeat_share real NOT NULL DEFAULT 0;

      CREATE INDEX recommendation_impression_user ON recommendation_impression (user_id, shown_at) WHERE user_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX recommendation_impression_user;
      ALTER TABLE repeat_count DROP COLUMN repeat_share;
      ALTER TABLE repeat_songs DROP COLUMN plays, DROP COLUMN repeats;
    `);
  }
}
