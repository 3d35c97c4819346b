import { existsSync } from 'node:fs';
import { startTestServer } from './test-server.mjs';

const MIGRATIONS = new URL('../../dist/migrations/migrate.js', import.meta.url);

/** Starts the throw-away PostgreSQL of this run and migrates the database that every test file clones. */
export default async function globalSetup() {
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
