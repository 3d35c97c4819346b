import { createLoader } from '../../support/archive-loader.js';
import type { Loader, LoaderOptions } from '../../support/archive-loader.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

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
