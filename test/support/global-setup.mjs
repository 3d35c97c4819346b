import { existsSync } from 'node:fs';
import { startTestServer } from './test-server.mjs';

const MIGRATIONS = new URL('../../dist/migrations/migrate.js', import.meta.url);

/** The test files below these folders need nothing but the code. */
const UNITS = /^(apps|libs|clients|console|launcher|migrations)\//;

/** A run of units alone, as its arguments say, needs no PostgreSQL. */
export default async function globalSetup({ testPathPatterns: { patterns } }) {
  if (patterns.length > 0 && patterns.every((pattern) => UNITS.test(pattern))) return;
  await startPostgres();
}

/** Starts the throw-away PostgreSQL of this run and migrates the database that every test file clones. */
export async function startPostgres() {
  if (!existsSync(MIGRATIONS)) throw new Error('Nothing is built yet: run npm test, or npm run build first.');
  const server = await startTestServer();
  try {
    const { migrate } = await import(MIGRATIONS.href);
    await migrate(server.url);
  } catch (error) {
    await server.remove();
    throw error;
  }
  process.env.MUSICBOX_TEST_DATABASE_URL = server.url;
  globalThis.musicBoxTestServer = server;
}
