import { ARCHIVES } from './baselines/archives.sql.js';
import { AUDIENCES } from './baselines/audiences.sql.js';
import { CAMPAIGNS } from './baselines/campaigns.sql.js';
import { COVERAGE } from './baselines/coverage.sql.js';
import { DELIVERY } from './baselines/delivery.sql.js';
import { EVENTS } from './baselines/events.sql.js';
import { MODELS } from './baselines/models.sql.js';
import { PLATFORM } from './baselines/platform.sql.js';
import { RECOMMENDATIONS } from './baselines/recommendations.sql.js';
import { USERS } from './baselines/users.sql.js';
import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** TypeORM orders migrations by the 13 digits at the end of their names. */
const FIRST = 1_800_000_000_000;

/**
 * A migration that makes the tables of a domain. Its name has a digest of its statements, comments aside: a
 * database that was made by other statements is recognised by names that are not known.
 */
function baseline(number: number, domain: string, sql: string): new () => MigrationInterface {
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

/**
 * Every migration in order. Until a version is released, change the baselines themselves. Afterwards add
 * migrations: each with one statement a query, or Citus refuses it once it has distributed the table.
 */
export const migrations = [
  baseline(1, 'platform', PLATFORM),
  baseline(2, 'users', USERS),
  baseline(3, 'archives', ARCHIVES),
  baseline(4, 'coverage', COVERAGE),
  baseline(5, 'events', EVENTS),
  baseline(6, 'models', MODELS),
  baseline(7, 'recommendations', RECOMMENDATIONS),
  baseline(8, 'audiences', AUDIENCES),
  baseline(9, 'delivery', DELIVERY),
  baseline(10, 'campaigns', CAMPAIGNS),
];
