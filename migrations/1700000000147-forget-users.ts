import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users who are erased: what stays of that, and by what their later events are recognised. */
export class ForgetUsers1700000000147 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO platform_secret (name, value) VALUES ($1, $2)', [
      'erased users',
      randomBytes(16),
    ]);
    await runner.query(`
      CREATE TABLE erasure (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        users integer NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        finished integer CONSTRAINT erasure_finished_once UNIQUE
      );

      -- No ids: a keyed hash of each, which nobody can try ids against without the secret. Of an erasure, but on every node of a cluster.
      CREATE TABLE erased_user (
        hash bigint PRIMARY KEY,
        erasure_id integer NOT NULL
      );

      ${redefined(BEFORE, AFTER)}
    `);
    // Until all that is kept of them is gone, they are excluded by their ids.
    await allowDeciders(runner, `'rule', 'hand', 'erasure'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${redefined(AFTER, BEFORE)}
      DELETE FROM excluded_user WHERE by = 'erasure';
      DROP TABLE erased_user, erasure;
      DELETE FROM platform_secret WHERE name = 'erased users';
    `);
    await allowDeciders(runner, `'rule', 'hand'`);
  }
}

/** One statement at a time, as Citus takes changes of a table that it has distributed. */
async function allowDeciders(runner: QueryRunner, deciders: string): Promise<void> {
  await runner.query('ALTER TABLE excluded_user DROP CONSTRAINT excluded_user_by_known');
  await runner.query(
    `ALTER TABLE excluded_user ADD CONSTRAINT excluded_user_by_known CHECK (by IN (${deciders}))`,
  );
}

/** Events that were erased are no hole in a day. */
const BEFORE = `key <> 'not_in_sample'`;
const AFTER = `key NOT IN ('not_in_sample', 'user_erased')`;

function redefined(from: string, to: string): string {
  return `DO $$ BEGIN
    EXECUTE replace(pg_get_functiondef('archive_coverage_rows'::regproc), $q$${from}$q$, $q$${to}$q$);
  END $$;`;
}
