import pg from 'pg';
import { ROLE } from './cluster.js';

/** The database the platform uses inside an embedded cluster. */
const DATABASE = 'musicbox';

/** The connection URL of a database in a cluster on this machine. */
export function urlOf(server: { port: number; password: string }, database = DATABASE): string {
  return `postgres://${ROLE}:${server.password}@127.0.0.1:${server.port}/${database}`;
}

/** Whether the server answers a query with our password; another server on that port does not. */
export async function answers(server: { port: number; password: string }): Promise<boolean> {
  try {
    await withClient(urlOf(server, 'postgres'), (client) => client.query('SELECT 1'));
    return true;
  } catch {
    return false;
  }
}

/** Creates the platform's database unless it exists. */
export async function ensureDatabase(server: { port: number; password: string }): Promise<void> {
  await withClient(urlOf(server, 'postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000, query_timeout: 30_000 });
  // A server that goes down under an idle client emits here; without a listener that would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
