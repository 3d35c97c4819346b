import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests that callers may send again, and what came of them. */
export class CreateIdempotencyKey1700000000083 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_key (
        credential text NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        claim uuid NOT NULL,
        claimed_until timestamptz NOT NULL,
        job_id uuid,
        -- As text: the same answer has its members in the same order.
        answer json,
        location text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (credential, route, key)
      );
      CREATE INDEX idempotency_key_created ON idempotency_key (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_key');
  }
}
