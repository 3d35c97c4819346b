import type { OpenAPIObject } from '@nestjs/swagger';
import { randomUUID } from 'node:crypto';
import { useTestDatabase } from '../../support/test-database.js';
import { SERVICES } from './documented-service.js';
import type { DocumentedRoute } from './documented-service.js';

const ADMIN = { Authorization: 'Bearer admin-key-0123456789' };

const database = useTestDatabase();

/** Media types of files with rows of people, days or lines. */
const ROWS = ['text/csv', 'application/x-ndjson'];

/** What must be in the audit, as the documentation states it: what changes something, and files of rows. */
function isAction({ paths }: OpenAPIObject, { method, pattern }: DocumentedRoute): boolean {
  if (!pattern.startsWith('/admin/')) return false;
  const { responses } = paths[pattern.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase() as 'get']!;
  const { content = {} } = (responses['200'] ?? {}) as { content?: object };
  return method !== 'GET' || ROWS.some((type) => type in content);
}

/** Asks for something that most handlers refuse; what they do all the same, they do to an empty database. */
async function ask(base: string, { method, pattern }: DocumentedRoute): Promise<void> {
  const path = pattern.replace(':id', randomUUID()).replace(/:\w+/g, '1');
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { ...ADMIN, ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) },
    ...(method === 'GET' ? {} : { body: '{"nothing":"of the kind"}' }),
  });
  await response.arrayBuffer();
}

it.each(Object.entries(SERVICES))(
  '%s has every action of its API document in the audit',
  async (name, start) => {
    const { app, url, document, documented } = await start(database.url);
    try {
      const actions = documented.filter((route) => isAction(document, route));
      expect(actions.length).toBeGreaterThan(5);
      for (const route of actions) await ask(url, route);
      for (const route of documented.filter(({ pattern }) => /^\/admin\/(keys|audit|songs)/.test(pattern))) {
        if (!isAction(document, route)) await ask(url, route);
      }
      const kept = await database.database.query<{ action: string }>(
        `SELECT DISTINCT action FROM audit_entry WHERE service = $1 AND key_name = 'settings:admin' AND outcome <> 'started'`,
        [name],
      );
      expect(kept.map(({ action }) => action).sort()).toEqual(
        actions.map(({ method, pattern }) => `${method} ${pattern}`).sort(),
      );
    } finally {
      await app.close();
    }
  },
);
