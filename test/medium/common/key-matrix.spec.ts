import { SCOPES } from '#common';
import type { Scope } from '#common';
import { NamedKeys } from '../../../apps/ingest-service/src/keys/named-keys.js';
import { useTestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';
import type { DocumentedRoute } from './documented-service.js';

interface Key {
  name: string;
  token: string | null;
  /** Null: no service takes the key. */
  scopes: readonly Scope[] | null;
}

/** Of keys without a name, of settings, and of names; the latter are added when the database is there. */
const keys: Key[] = [
  { name: 'no', token: null, scopes: null },
  { name: 'a wrong', token: 'nobody-knows-this-key', scopes: null },
  { name: "settings' read", token: 'read-key-0123456789', scopes: ['read'] },
  { name: "settings' write", token: 'write-key-0123456789', scopes: ['write'] },
  { name: "settings' admin", token: 'admin-key-0123456789', scopes: ['admin'] },
];

/** Which scopes each part of the API of a service takes: the rule as the documentation states it. */
function scopesOf(service: string, pattern: string): readonly string[] {
  if (pattern === '/admin/keys/current') return SCOPES;
  if (/^\/admin\/keys(\/|$)/.test(pattern)) return ['admin', 'console'];
  if (/^\/admin\//.test(pattern)) return ['admin', 'operate', 'console'];
  const senders = ['/events', '/songs/:songId', '/users/:userId/facts', '/users/contact-suppression'];
  if (senders.includes(pattern)) return ['write', 'operate', 'admin'];
  const scores = ['/churn', '/churn/:userId', '/churn/:userId/history', '/churn/batch'];
  const readers = ['read', `read:${service.replace('-service', '')}`, 'operate', 'admin', 'console'];
  return scores.includes(pattern) ? ['read:scores', ...readers] : readers;
}

function isRight(status: number, service: string, pattern: string, { scopes }: Key): boolean {
  const mayPass =
    /^\/health\//.test(pattern) || scopes?.some((scope) => scopesOf(service, pattern).includes(scope));
  if (mayPass === true) return ![401, 403, 500].includes(status);
  return status === (scopes === null ? 401 : 403);
}

const database = useTestDatabase();
beforeAll(async () => {
  const named = new NamedKeys(database.database);
  const owner = { name: 'test', scopes: null };
  const combinations: Scope[][] = [
    ...SCOPES.map((scope) => [scope]),
    ['read', 'write'],
    ['write', 'console'],
  ];
  for (const scopes of combinations) {
    const name = `may-${scopes.join('-').replace(':', '-')}`;
    const { token } = await named.create({ name, scopes }, owner);
    keys.push({ name, token, scopes });
  }
  const { token } = await named.create({ name: 'revoked', scopes: ['admin'] }, owner);
  await named.revoke('revoked', owner, false);
  keys.push({ name: 'a revoked', token, scopes: null });
});

/**
 * Asks so that no handler changes anything: what may pass is refused after the key was checked, for a body
 * that is no JSON or, where any is taken, for its name.
 */
async function statusOf(base: string, { method, pattern }: DocumentedRoute, { token }: Key): Promise<number> {
  const response = await fetch(`${base}${pattern.replace(/:\w+/g, '1')}`, {
    method,
    headers: {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(method === 'GET' ? {} : { 'Content-Type': 'text/plain' }),
    },
    ...(method === 'GET' ? {} : { body: 'x' }),
  });
  await response.arrayBuffer();
  return response.status;
}

describe.each(Object.entries(SERVICES))('%s', (service, start) => {
  it('answers each operation for the keys that may, and documents all it has', async () => {
    const { app, url, documented, routed } = await start(database.url);
    try {
      expect(routed.sort()).toEqual(documented.map(({ method, pattern }) => `${method} ${pattern}`).sort());
      const wrong: string[] = [];
      for (const route of documented) {
        for (const key of keys) {
          const status = await statusOf(url, route, key);
          if (!isRight(status, service, route.pattern, key))
            wrong.push(`${route.method} ${route.pattern} with ${key.name} key: ${status}`);
        }
      }
      expect(wrong).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
