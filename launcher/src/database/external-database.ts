import pg from 'pg';
import { LauncherError } from '../launcher-error.js';

const OLDEST = 150_000;

/**
 * Checks that an existing PostgreSQL can be used.
 * @throws LauncherError with one sentence: unreachable, wrong user or password, no such database, too old
 */
export async function requireUsableDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; name: string; writable: boolean }>(
      `/* launcher.server */ SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name,
         has_database_privilege(current_database(), 'CREATE') AND NOT pg_is_in_recovery() AS writable`,
    );
    const server = rows[0]!;
    if (Number(server.number) < OLDEST) {
      throw new LauncherError(
        `The PostgreSQL of DATABASE_URL is version ${server.name}, and 15 or newer is needed: upgrade it, or start without DATABASE_URL to use the embedded one.`,
      );
    }
    if (!server.writable) {
      throw new LauncherError(
        'The user of DATABASE_URL may not create schemas in that database, or the server is a read-only standby: grant CREATE on the database or give another user.',
      );
    }
  } catch (error) {
    throw error instanceof LauncherError
      ? error
      : new LauncherError(whyUnusable(error, url), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names the host and database of the URL, never its password. */
export function whyUnusable(error: unknown, url: string): string {
  const { code, message } = error as Error & { code?: string };
  const { host, pathname, username } = new URL(url);
  switch (code) {
    case '28P01':
    case '28000':
      return `PostgreSQL at ${host} refuses the user ${username || '(none given)'} of DATABASE_URL: check its name and password.`;
    case '3D000':
      return `PostgreSQL at ${host} has no database ${pathname.slice(1)}: create it (createdb) or correct DATABASE_URL.`;
    case '53300':
      return `PostgreSQL at ${host} has no free connection: raise max_connections or close other clients.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of DATABASE_URL, ${host}, is not known: correct DATABASE_URL.`;
    default:
      return `PostgreSQL at ${host} cannot be reached (${message || (code ?? 'no answer')}): is it running, and is DATABASE_URL right?`;
  }
}
