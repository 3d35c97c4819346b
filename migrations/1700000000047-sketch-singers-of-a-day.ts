import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which singers a user heard on a day: a hash of 16 bits beside each play, and 256 bits of them a day. Both are null of what is loaded
 * already, since the tables do not keep the singer of a play; no row is rewritten.
 */
export class SketchSingersOfADay1700000000047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE play_event ADD COLUMN singer_hash smallint');
    await runner.query('ALTER TABLE user_day ADD COLUMN singer_sketch bit(256)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_day DROP COLUMN singer_sketch');
    await runner.query('ALTER TABLE play_event DROP COLUMN singer_hash');
  }
}
