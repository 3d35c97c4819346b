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
 * @returns null when no service knows the key, or it may not read
 * @throws ConsoleProblem when the ingest service does not answer
 */
export async function holderOf(ingestUrl: string, key: string): Promise<KeyHolder | null> {
  // What cannot stand in a header is no key.
  if (!/^[\x21-\x7e]{1,500}$/.test(key)) return null;
  const response = await fetch(`${ingestUrl}/admin/keys/current`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (response === null || response.status >= 500) throw serviceDown('ingest');
  if (!response.ok) return null;
  const { name, scopes } = (await response.json()) as Omit<KeyHolder, 'key'>;
  // A key that only sends events sees no page.
  return scopes.some((scope) => scope !== 'write') ? { key, name, scopes } : null;
}
