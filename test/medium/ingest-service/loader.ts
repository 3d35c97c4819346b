import type { Database } from '#common';
import { createLoader } from '../../support/archive-loader.js';
import type { Loader, LoaderOptions } from '../../support/archive-loader.js';
import { createTestDatabase, useTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { useShared } from '../../support/use-shared.js';
import { removeLogsFolders } from './logs-folder.js';

export { createLoader } from '../../support/archive-loader.js';
export type { Loader } from '../../support/archive-loader.js';

const databases: TestDatabase[] = [];
const loaders: Loader[] = [];

/** A loader on an empty database of its own; `closeLoaders` ends both. */
export async function newLoader(options: LoaderOptions = {}): Promise<Loader> {
  const database = await createTestDatabase();
  databases.push(database);
  const loader = await createLoader(database.url, options);
  loaders.push(loader);
  return loader;
}

/** Closes what `newLoader` gave out, and drops the databases. */
export async function closeLoaders(): Promise<void> {
  for (const loader of loaders.splice(0)) await loader.close();
  for (const database of databases.splice(0)) await database.drop();
}

/**
 * One loader for all tests of a file, each of which begins with empty tables; removes the folders of logs
 * too. Call it once, outside of every test. What the planner knows of tables stays from test to test.
 */
export function useLoader(): Loader & { url: string } {
  const testDatabase = useTestDatabase();
  let first: Set<string>;
  beforeAll(async () => {
    first = new Set(await tablesOf(testDatabase.database));
  });
  const loader = useShared(
    async () => Object.assign(await createLoader(testDatabase.url), { url: testDatabase.url }),
    (made) => made.close(),
  );
  afterEach(async () => {
    const { database } = testDatabase;
    const made = (await tablesOf(database)).filter((name) => !first.has(name));
    if (made.length > 0) await database.query(`DROP TABLE ${made.join(', ')}`);
    await database.query(`TRUNCATE ${LOADED_TABLES.join(', ')} RESTART IDENTITY CASCADE`);
    await database.query('DELETE FROM excluded_user WHERE user_id <> 0');
  });
  afterAll(removeLogsFolders);
  return loader;
}

const LOADED_TABLES = [
  ...['archive', 'dropped_day', 'sample_log_set', 'song', 'posted_song', 'play_key', 'opinion'],
  // The form of ids stays: a loader remembers it.
  ...['user_key', 'song_key'],
];

/** With partitions, and with songs that are not merged. */
async function tablesOf(database: Database): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  return tables.map(({ name }) => name);
}
