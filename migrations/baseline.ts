import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** TypeORM orders migrations by the 13 digits at the end of their names. */
const FIRST = 1_800_000_000_000;

/**
 * A migration that makes the tables of a domain. Its name has a digest of its statements, comments aside: a
 * database that was made by other statements is recognised by names that are not known.
 */
export function baseline(number: number, domain: string, sql: string): new () => MigrationInterface {
  const statements = sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ');
  const digest = createHash('sha256').update(statements).digest('hex').slice(0, 8);
  return class implements MigrationInterface {
    readonly name = `${domain}_${digest}_${FIRST + number}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('Before a baseline there is nothing to return to: drop the database.'));
    }
  };
}
