import { serviceDown } from './problems.js';

/** Who has signed in, as the session keeps it. The key itself never leaves the server. */
export interface KeyHolder {
  key: string;
  name: string;
  scopes: string[];
}

const TIMEOUT_MS = 10_000;

/**
 * Asks the ingest service whose key it is.
 * @returns null when no service knows the key
 * @throws ConsoleProblem when the ingest service does not answer
 */
export async function holderOf(ingestUrl: string, key: string): Promise<KeyHolder | null> {
  // What cannot stand in a header is no key.
  if (!/^[\x21-\x7e]{1,500}$/.test(key)) return null;
  if (!(await isAccepted(`${ingestUrl}/jobs?limit=1`, key))) return null;
  const administers = await isAccepted(`${ingestUrl}/admin/exports/none`, key);
  return {
    key,
    name: administers ? 'admin key' : 'read key',
    scopes: administers ? ['read', 'admin'] : ['read'],
  };
}

async function isAccepted(url: string, key: string): Promise<boolean> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (response === null || response.status >= 500) throw serviceDown('ingest');
  await response.body?.cancel();
  return response.status !== 401 && response.status !== 403;
}
