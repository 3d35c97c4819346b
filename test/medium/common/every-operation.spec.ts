import { SCOPES } from '#common';
import type { Scope } from '#common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { randomUUID } from 'node:crypto';
import { NamedKeys } from '../../../apps/ingest-service/src/keys/named-keys.js';
import { drawn, IS_THOROUGH, SEED } from '../../support/drawn.js';
import { faultsUnder, hostileRequests } from '../../support/hostile-requests.js';
import { useTestDatabase } from '../../support/test-database.js';
import { useShared } from '../../support/use-shared.js';
import { SERVICES } from './documented-service.js';
import type { DocumentedRoute } from './documented-service.js';

const ADMIN = 'admin-key-0123456789';
const MOST_BYTES = 16_384;
/** Headers that a service reads itself, each with a text that none of them may hold. */
const HEADERS = [...['X-Request-Id', 'Accept', 'Accept-Encoding', 'If-None-Match', 'traceparent', 'Range']];
const ODD_TEXT = '\u00ff%00"\\;=,';
/** Media types of files with rows of people, days or lines. */
const ROWS = ['text/csv', 'application/x-ndjson'];

/** What changes data outside /admin, and so needs a write key. */
const SENT = [
  ...['POST /events', 'PUT /songs/:songId', 'PUT /users/:userId/facts'],
  'POST /users/contact-suppression',
];
/** One operation of each row of the table of scopes in docs/operations.md, where a service has it. */
const EXAMPLES: Record<string, string[]> = {
  current: ['GET /admin/keys/current'],
  scores: ['GET /churn/:userId', 'POST /churn/batch'],
  sent: SENT,
  read: ['GET /jobs', 'GET /acknowledgements', 'GET /audiences', 'POST /recommend/batch'],
  admin: ['GET /admin/settings', 'GET /admin/audit', 'POST /admin/churn/retrain', 'GET /admin/songs/hidden'],
  keys: ['GET /admin/keys', 'DELETE /admin/keys/:name'],
};
const ALL = Object.keys(EXAMPLES);
const READER = ['current', 'read', 'scores'];
/** Which of them a key of each scope may ask for; a key of one service where it is that service. */
const MAY: Record<Scope, string[]> = {
  read: READER,
  'read:ingest': READER,
  'read:churn': READER,
  'read:recommender': READER,
  'read:scores': ['current', 'scores'],
  write: ['current', 'sent'],
  operate: ALL.filter((kind) => kind !== 'keys'),
  admin: ALL,
  console: ALL.filter((kind) => kind !== 'sent'),
};

const database = useTestDatabase();
/** A token of each scope, and of two that may neither administer nor change keys. */
const tokens = new Map<string, string>();
beforeAll(async () => {
  const named = new NamedKeys(database.database);
  for (const scopes of [...SCOPES.map((scope) => [scope]), ['read', 'write'] satisfies Scope[]]) {
    const name = `may-${scopes.join('-').replace(':', '-')}`;
    tokens.set(scopes.join(), (await named.create({ name, scopes }, { name: 'test', scopes: null })).token);
  }
});

const nameOf = ({ method, pattern }: DocumentedRoute): string => `${method} ${pattern}`;

/** Whether the audit must have it, as docs/operations.md states it: what changes something, and files of rows. */
function isAction({ paths }: OpenAPIObject, { method, pattern }: DocumentedRoute): boolean {
  if (!pattern.startsWith('/admin/')) return false;
  const { responses } = paths[pattern.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase() as 'get']!;
  const { content = {} } = (responses['200'] ?? {}) as { content?: object };
  return method !== 'GET' || ROWS.some((type) => type in content);
}

describe.each(Object.entries(SERVICES))('%s', (name, start) => {
  const service = useShared(
    () => start(database.url),
    ({ app }) => app.close(),
  );

  async function ask(
    { method, pattern }: DocumentedRoute,
    token: string | undefined,
    { body = 'x', ...headers }: Record<string, string> = { 'Content-Type': 'text/plain' },
  ): Promise<{ status: number; text: string }> {
    const path = pattern.replace(':id', randomUUID()).replace(/:\w+/g, '1');
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { ...authorization, ...headers },
      ...(method === 'GET' ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
  }

  it('documents all its operations, and opens none but health without a key', async () => {
    const { routed, documented } = service;
    expect(routed.toSorted()).toEqual(documented.map(nameOf).sort());
    const open: string[] = [];
    for (const route of documented)
      if ((await ask(route, undefined)).status !== 401) open.push(nameOf(route));
    expect(open.sort()).toEqual(['GET /health/live', 'GET /health/ready']);
  });

  it('opens nothing below /admin to a key that may read and write, and nothing else to one that may not', async () => {
    const open: string[] = [];
    for (const route of service.documented.filter(({ pattern }) => !pattern.startsWith('/health/'))) {
      if (nameOf(route) === 'GET /admin/keys/current') continue;
      const isAdmin = route.pattern.startsWith('/admin/');
      const other = SENT.includes(nameOf(route)) ? 'read' : 'write';
      const { status } = await ask(route, tokens.get(isAdmin ? 'read,write' : other));
      if (status !== 403) open.push(`${nameOf(route)}: ${status}`);
    }
    expect(open).toEqual([]);
  });

  // What may pass is refused after the key was checked: for a body that is no JSON, or for its name.
  it.each(SCOPES)('opens to a key of scope %s what docs/operations.md says', async (scope) => {
    const [, only] = scope.split(':');
    const may = only === undefined || only === 'scores' || name.startsWith(only) ? MAY[scope] : ['current'];
    const there = service.documented.map(nameOf);
    const answers = [];
    for (const kind of ALL) {
      for (const operation of EXAMPLES[kind]!.filter((example) => there.includes(example))) {
        const [method, pattern] = operation.split(' ') as [string, string];
        const { status } = await ask({ method, pattern }, tokens.get(scope));
        answers.push([operation, may.includes(kind), ![401, 403].includes(status)]);
      }
    }
    expect(answers.length).toBeGreaterThan(2);
    expect(answers.filter(([, isExpected, isOpen]) => isExpected !== isOpen)).toEqual([]);
  });

  it('answers no text in a header with a 500, and every refusal is short', async () => {
    const wrong: string[] = [];
    for (const [at, route] of service.documented.filter(({ method }) => method === 'GET').entries()) {
      for (const header of IS_THOROUGH ? HEADERS : drawn(HEADERS, 1, SEED + at)) {
        const { status, text } = await ask(route, ADMIN, { [header]: ODD_TEXT });
        if (status === 500 || (status >= 400 && text.length > MOST_BYTES))
          wrong.push(`${status} ${nameOf(route)} ${header}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  // Ingest and recommender: their own specs, where there are days and a live model; what churn is asked: serving.spec.ts.
  if (name === 'churn-service') {
    it('refuses a wrong value of each operation that changes something, and fails at none', async () => {
      const requests = hostileRequests(service.document).filter(({ method }) => method !== 'GET');
      expect(requests.length).toBeGreaterThan(10);
      const faults = await faultsUnder(requests, service.document, async ({ method, url, body }) => {
        const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
        const response = await fetch(service.url + url, {
          method,
          headers: { Authorization: `Bearer ${ADMIN}`, ...headers },
          ...(body === undefined ? {} : { body }),
        });
        return { status: response.status, headers: response.headers, text: await response.text() };
      });
      expect(faults).toEqual([]);
    }, 180_000);
  }

  // What handlers do not refuse, they do to an empty database; so this test is the last one.
  it('has every action of its API document in the audit, and no question about it', async () => {
    await database.database.query('DELETE FROM audit_entry');
    const isQuestion = ({ pattern }: DocumentedRoute) => /^\/admin\/(keys|audit|songs)/.test(pattern);
    const actions = service.documented.filter((route) => isAction(service.document, route));
    expect(actions.length).toBeGreaterThan(5);
    for (const route of service.documented.filter((other) => actions.includes(other) || isQuestion(other)))
      await ask(route, ADMIN, { body: '{"nothing":"of the kind"}', 'Content-Type': 'application/json' });
    const kept = await database.database.query<{ action: string }>(
      `SELECT DISTINCT action FROM audit_entry WHERE service = $1 AND key_name = 'settings:admin' AND outcome <> 'started'`,
      [name],
    );
    expect(kept.map(({ action }) => action).sort()).toEqual(actions.map(nameOf).sort());
  });
});
