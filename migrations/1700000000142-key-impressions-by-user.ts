import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Impressions are kept by user, as everything else that a user does: guests are user -1, since a key holds no nulls. */
export class KeyImpressionsByUser1700000000142 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE recommendation_impression SET user_id = -1 WHERE user_id IS NULL;
      DROP INDEX recommendation_impression_user;
      ALTER TABLE recommendation_impression
        ALTER COLUMN user_id SET NOT NULL,
        DROP CONSTRAINT recommendation_impression_pkey,
        ADD PRIMARY KEY (user_id, recommendation_id, song_id);
      CREATE INDEX recommendation_impression_user ON recommendation_impression (user_id, shown_at) WHERE user_id >= 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX recommendation_impression_user;
      ALTER TABLE recommendation_impression
        DROP CONSTRAINT recommendation_impression_pkey,
        ADD PRIMARY KEY (recommendation_id, song_id),
        ALTER COLUMN user_id DROP NOT NULL;
      UPDATE recommendation_impression SET user_id = NULL WHERE user_id = -1;
      CREATE INDEX recommendation_impression_user ON recommendation_impression (user_id, shown_at) WHERE user_id IS NOT NULL;
    `);
  }
}
