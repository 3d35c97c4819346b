import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';
import type { DocumentedRoute } from './documented-service.js';

const KEYS = {
  none: undefined,
  wrong: 'Bearer nobody-knows-this-key',
  read: 'Bearer read-key-0123456789',
  write: 'Bearer write-key-0123456789',
  admin: 'Bearer admin-key-0123456789',
};
type KeyKind = keyof typeof KEYS;
const KINDS = Object.keys(KEYS) as KeyKind[];

/** Which keys each part of the API takes: the rule as the documentation states it. */
function keysOf(pattern: string): KeyKind[] {
  if (/^\/health\//.test(pattern)) return KINDS;
  if (/^\/admin\//.test(pattern)) return ['admin'];
  if (pattern === '/events') return ['write', 'admin'];
  return ['read', 'admin'];
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/**
 * Asks so that no handler changes anything: what may pass is refused after the key was checked, for a body that is no JSON or, where
 * any is taken, for its name.
 */
async function statusOf(base: string, { method, pattern }: DocumentedRoute, kind: KeyKind): Promise<number> {
  const key = KEYS[kind];
  const response = await fetch(`${base}${pattern.replace(/:\w+/g, '1')}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { Authorization: key }),
      ...(method === 'GET' ? {} : { 'Content-Type': 'text/plain' }),
    },
    ...(method === 'GET' ? {} : { body: 'x' }),
  });
  await response.arrayBuffer();
  return response.status;
}

describe.each(Object.entries(SERVICES))('%s', (_name, start) => {
  it('answers each operation for the keys that may, and documents all it has', async () => {
    const { app, url, documented, routed } = await start(database.url);
    try {
      expect(routed.sort()).toEqual(documented.map(({ method, pattern }) => `${method} ${pattern}`).sort());
      const wrong: string[] = [];
      for (const route of documented) {
        const mayPass = keysOf(route.pattern);
        for (const kind of KINDS) {
          const status = await statusOf(url, route, kind);
          const isKnown = kind !== 'none' && kind !== 'wrong';
          const isRight = mayPass.includes(kind)
            ? ![401, 403, 500].includes(status)
            : status === (isKnown ? 403 : 401);
          if (!isRight) wrong.push(`${route.method} ${route.pattern} with ${kind} key: ${status}`);
        }
      }
      expect(wrong).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
