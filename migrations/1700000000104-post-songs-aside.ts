import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What posted events say of their songs until it is merged: so posting waits for no merge of songs. */
export class PostSongsAside1700000000104 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE posted_song (
        song_id bigint NOT NULL,
        day date NOT NULL,
        seconds integer,
        play_count integer NOT NULL,
        naming text COLLATE "C"
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE posted_song');
  }
}
