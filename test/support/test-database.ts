import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createDataSource, Database } from '#common';
import { migrate } from '#migrations';
import { useShared } from './use-shared.js';

/** A migrated database for one test file. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Removes it and ends the connections that are still open. */
  drop(): Promise<void>;
}

/** A database with content that tests clone. */
export interface PreparedDatabase {
  clone(): Promise<TestDatabase>;
  drop(): Promise<void>;
}

/** Clones the migrated template; about 30 ms. Call it in beforeAll and `drop()` in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return await cloneOf(nameIn(serverUrl()));
}

/** One that the tests of a file share. Call it once, outside of every test. */
export function useTestDatabase(): TestDatabase {
  return useShared(createTestDatabase, (database) => database.drop());
}

/** Runs `fill` once on an empty database; every `clone()` begins with what it wrote. `fill` closes its connections. */
export async function prepareDatabase(fill: (url: string) => Promise<void>): Promise<PreparedDatabase> {
  const prepared = await createTestDatabase();
  await fill(prepared.url);
  // A database is cloned only while no connection to it is open.
  await prepared.database.dataSource.destroy();
  const name = nameIn(prepared.url);
  await administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  return { clone: () => cloneOf(name), drop: () => prepared.drop() };
}

/** A migrated database of a server that a test has started itself; answers its URL. */
export async function createDatabaseOn(server: string, name: string): Promise<string> {
  await administer(`CREATE DATABASE ${name}`, server);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href);
  return url.href;
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // The other strategy writes every page to the WAL: three times the work.
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const dataSource = createDataSource({ url: url.href, applicationName: 'test' });
  await dataSource.initialize();
  return {
    url: url.href,
    database: new Database(dataSource),
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function serverUrl(): string {
  const url = process.env['MUSICBOX_TEST_DATABASE_URL'];
  if (!url) throw new Error('No test PostgreSQL runs: start the tests with npm test.');
  return url;
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function administer(statement: string, server = serverUrl()): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
