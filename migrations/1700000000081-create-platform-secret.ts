import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets that all instances share without a setting. */
export class CreatePlatformSecret1700000000081 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform_secret (
        name text PRIMARY KEY,
        value bytea NOT NULL
      )`);
    await runner.query('INSERT INTO platform_secret (name, value) VALUES ($1, $2)', [
      'cursors',
      randomBytes(32),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform_secret');
  }
}
