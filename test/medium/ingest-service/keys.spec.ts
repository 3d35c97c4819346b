import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { KeyWithTokenDto as Key } from '../../../apps/ingest-service/src/keys/keys.dto.js';
import { NamedKeys } from '../../../apps/ingest-service/src/keys/named-keys.js';
import { KeyUpdates } from '../../../libs/common/src/keys/key-updates.js';
import { until } from '../../support/until.js';
import { startJobsApp } from '../common/jobs-app.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';

interface Problem {
  code: string;
  detail: string;
}

let service: IngestApp;
/** Another service on the same database. */
let other: NestFastifyApplication;

beforeAll(async () => {
  service = await startIngestApp('/nowhere');
  other = await startJobsApp(service.testDatabase.url, []);
});
// Every test begins without keys but those of the settings.
beforeEach(async () => {
  await sql('DELETE FROM api_key_token');
  await sql('DELETE FROM api_key');
});
afterAll(async () => {
  await other.close();
  await service.close();
});

const make = async (name: string, scopes: string[], more: object = {}, by = ADMIN): Promise<Key> => {
  const { status, body } = await service.ask<Key>('POST', '/admin/keys', by, { name, scopes, ...more });
  expect([name, status]).toEqual([name, 201]);
  return body;
};
const sql = (statement: string, parameters: unknown[] = []) =>
  service.testDatabase.database.query<Record<string, unknown>>(statement, parameters);

/** How the other service answers a request with the token. */
async function elsewhere(token: string): Promise<{ status: number; code: string | null }> {
  const answer = await other.inject({
    method: 'GET',
    url: '/jobs',
    headers: { authorization: `Bearer ${token}` },
  });
  const body = answer.json<{ code?: string }>();
  return { status: answer.statusCode, code: body.code ?? null };
}

/** Waits until the other service answers like that. @throws with its last answer when it never does */
async function expectElsewhere(token: string, status: number, code: string | null = null): Promise<void> {
  // Without waiting for its next look at the keys: one test of a new and one of a revoked key wait for that.
  await other.get(KeyUpdates, { strict: false }).refresh();
  await expectInTime(token, status, code);
}

/** The same, by the service's own look at the keys. */
async function expectInTime(token: string, status: number, code: string | null = null): Promise<void> {
  const answered = await until(async () => {
    const answer = await elsewhere(token);
    return answer.status === status ? answer : null;
  }, `status ${status} of the other service`);
  expect(answered).toEqual({ status, code });
}

it('makes a key that all services take, and tells its token once', async () => {
  const described = { owner: 'data team', note: 'the list for the CRM, every night' };
  const made = await make('nightly', ['read', 'read'], {
    expiresAt: '2100-01-01T00:00:00+02:00',
    ...described,
  });
  expect(made).toMatchObject({
    name: 'nightly',
    source: 'database',
    scopes: ['read'],
    state: 'active',
    createdBy: 'settings:admin',
    expiresAt: '2099-12-31T22:00:00.000Z',
    ...described,
  });
  await expectInTime(made.token, 200);
  const { text } = await service.ask('GET', '/admin/keys?limit=200', ADMIN);
  expect(text).toContain('"nightly"');
  expect(text).toContain(JSON.stringify(described).slice(1, -1));
  expect(text).toContain(made.tokens[0]!.prefix);
  expect(text).not.toContain(made.token);
  const stored = await sql(`SELECT encode(digest, 'hex') || prefix AS text FROM api_key_token`);
  expect(String(stored[0]!['text'])).not.toContain(made.token.slice(13));
});

it.each([
  ['read', READ, 'settings:read', ['read']],
  ['admin', ADMIN, 'settings:admin', ['admin']],
])('tells a caller with a %s key of settings what it is', async (_kind, key, name, scopes) => {
  const { status, body } = await service.ask('GET', '/admin/keys/current', key);
  expect([status, body]).toEqual([200, { name, scopes, expiresAt: null }]);
});

it('tells a caller with a named key what it is, whatever its scopes', async () => {
  const expiresAt = '2100-01-01T00:00:00.000Z';
  for (const scopes of [['write'], ['console'], ['read', 'write']]) {
    const { token } = await make(`of-${scopes.join('-')}`, scopes, { expiresAt });
    const first = await service.ask('GET', '/admin/keys/current', token);
    expect(first.status).toBe(200);
    await expectElsewhere(
      token,
      scopes.includes('read') || scopes.includes('console') ? 200 : 403,
      scopes.includes('read') || scopes.includes('console') ? null : 'read_key_needed',
    );
    const { status, body } = await service.ask('GET', '/admin/keys/current', token);
    expect([status, body]).toEqual([200, { name: `of-${scopes.join('-')}`, scopes, expiresAt }]);
  }
  expect((await service.ask('GET', '/admin/keys/current', null)).status).toBe(401);
  expect((await service.ask('GET', '/admin/keys/current', 'mbk_00000000_nobody')).status).toBe(401);
});

it('lists keys of settings first, then names in pages', async () => {
  for (const name of ['b', 'c', 'a']) await make(name, ['read']);
  const first = await service.ask<{ keys: Key[]; nextCursor: string }>('GET', '/admin/keys?limit=2', ADMIN);
  expect(first.body.keys.map(({ name }) => name)).toEqual(['settings:admin', 'settings:read', 'a', 'b']);
  expect(first.body.keys[0]).toMatchObject({ source: 'settings', state: 'active', tokens: [] });
  const second = await service.ask<{ keys: Key[]; nextCursor: null }>(
    'GET',
    `/admin/keys?limit=2&cursor=${first.body.nextCursor}`,
    ADMIN,
  );
  expect(second.body.keys.map(({ name }) => name)).toEqual(['c']);
  expect(second.body.nextCursor).toBeNull();
});

describe('rotation', () => {
  it('leaves the old token good for the grace period, in every service', async () => {
    const { token: first } = await make('rotated', ['read']);
    const { status, body } = await service.ask<Key>('POST', '/admin/keys/rotated/rotate', ADMIN, {
      graceSeconds: 3600,
    });
    expect(status).toBe(200);
    await expectElsewhere(body.token, 200);
    expect((await elsewhere(first)).status).toBe(200);
    expect(body.tokens.map(({ endsAt }) => endsAt !== null)).toEqual([false, true]);
    // The grace period is over.
    await sql(`UPDATE api_key_token SET ends_at = now() - interval '1 second' WHERE ends_at IS NOT NULL`);
    await expectElsewhere(first, 401, 'key_expired');
    expect((await elsewhere(body.token)).status).toBe(200);
  });

  it('ends the old token at once without a grace period', async () => {
    const { token: first } = await make('rotated', ['read']);
    await expectElsewhere(first, 200);
    const { body } = await service.ask<Key>('POST', '/admin/keys/rotated/rotate', ADMIN, { graceSeconds: 0 });
    await expectElsewhere(first, 401, 'key_expired');
    await expectElsewhere(body.token, 200);
    expect(body.tokens).toHaveLength(1);
  });

  it('never makes a grace period longer that has begun', async () => {
    await make('rotated', ['read']);
    const rotate = (graceSeconds: number) =>
      service.ask<Key>('POST', '/admin/keys/rotated/rotate', ADMIN, { graceSeconds });
    await rotate(60);
    const { body } = await rotate(86_400);
    const left = body.tokens.map(({ endsAt }) => (endsAt === null ? null : Date.parse(endsAt) - Date.now()));
    expect(left[0]).toBeNull();
    expect(left[1]).toBeGreaterThan(3_600_000);
    expect(left[2]).toBeLessThan(120_000);
  });
});

describe('revocation', () => {
  it('takes effect in every service, and is said to whoever has the token', async () => {
    const { token } = await make('leaked', ['read', 'write']);
    await expectElsewhere(token, 200);
    const revoked = await service.ask<Key>('DELETE', '/admin/keys/leaked', ADMIN);
    expect(revoked).toMatchObject({ status: 200, body: { state: 'revoked', revokedBy: 'settings:admin' } });
    await expectInTime(token, 401, 'key_revoked');
    const again = await service.ask<Key>('DELETE', '/admin/keys/leaked', ADMIN);
    const { state, revokedAt, revokedBy } = revoked.body;
    expect(again).toMatchObject({ status: 200, body: { state, revokedAt, revokedBy } });
  });

  it('is refused for the last admin key, unless settings have one', async () => {
    const named = new NamedKeys(service.testDatabase.database);
    const by = { name: 'test', scopes: null };
    await make('one', ['admin']);
    await make('two', ['read', 'admin']);
    await make('gone', ['admin'], { expiresAt: '2100-01-01T00:00:00Z' });
    await sql(`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE name = 'gone'`);
    // Both at once: each sees the other, and one stays.
    const results = await Promise.allSettled([named.revoke('one', by, true), named.revoke('two', by, true)]);
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toEqual([expect.objectContaining({ code: 'last_admin_key' })]);
    // ADMIN_KEYS of the service are set.
    for (const name of ['one', 'two']) {
      expect((await service.ask('DELETE', `/admin/keys/${name}`, ADMIN)).status).toBe(200);
    }
  });
});

it('does not take a key that has expired, and shows it so', async () => {
  const { token } = await make('short', ['read'], { expiresAt: '2100-01-01T00:00:00Z' });
  await expectElsewhere(token, 200);
  await sql(`UPDATE api_key SET expires_at = now() + interval '300 milliseconds' WHERE name = 'short'`);
  await expectElsewhere(token, 401, 'key_expired');
  const { body } = await service.ask<{ keys: Key[] }>('GET', '/admin/keys', ADMIN);
  expect(body.keys.find(({ name }) => name === 'short')).toMatchObject({ state: 'expired' });
  const rotated = await service.ask<Problem>('POST', '/admin/keys/short/rotate', ADMIN, {});
  expect([rotated.status, rotated.body.code]).toEqual([409, 'key_expired']);
});

describe('a console key', () => {
  it('makes and revokes keys that may do no more than itself', async () => {
    const { token } = await make('first-console', ['console']);
    await expectElsewhere(token, 200);
    await until(async () => (await service.ask('GET', '/admin/keys', token)).status === 200, 'the key');
    await make('reader', ['read'], {}, token);
    await make('reader-of-scores', ['read:scores'], {}, token);
    await make('second-console', ['console', 'read'], {}, token);
    for (const scopes of [['admin'], ['write'], ['operate'], ['read', 'write']]) {
      const { status, body } = await service.ask<Problem>('POST', '/admin/keys', token, {
        name: 'x',
        scopes,
      });
      expect([scopes, status, body.code]).toEqual([scopes, 403, 'scope_above_own']);
    }
    await make('boss', ['admin']);
    for (const [method, url] of [
      ['POST', '/admin/keys/boss/rotate'],
      ['DELETE', '/admin/keys/boss'],
    ] as const) {
      const { status, body } = await service.ask<Problem>(
        method,
        url,
        token,
        method === 'POST' ? {} : undefined,
      );
      expect([status, body.code]).toEqual([403, 'scope_above_own']);
    }
    expect((await service.ask('DELETE', '/admin/keys/reader', token)).body).toMatchObject({
      revokedBy: 'first-console',
    });
  });
});

describe('wrong input', () => {
  it.each([
    ['a name of settings', { name: 'settings:read', scopes: ['read'] }],
    ['a name that is a path', { name: 'current', scopes: ['read'] }],
    ['no scope', { name: 'x', scopes: [] }],
    ['an unknown scope', { name: 'x', scopes: ['root'] }],
    ['an expiry in the past', { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }],
    ['a token of its own', { name: 'x', scopes: ['read'], token: 'mine' }],
  ])('%s: 400', async (_what, body) => {
    expect((await service.ask('POST', '/admin/keys', ADMIN, body)).status).toBe(400);
    expect(await sql('SELECT FROM api_key')).toEqual([]);
  });

  it('a name that is taken, also by a revoked key: 409', async () => {
    await make('taken', ['read']);
    const taken = () =>
      service.ask<Problem>('POST', '/admin/keys', ADMIN, { name: 'taken', scopes: ['admin'] });
    expect(await taken()).toMatchObject({ status: 409, body: { code: 'key_name_taken' } });
    await service.ask('DELETE', '/admin/keys/taken', ADMIN);
    const { body } = await taken();
    expect(body.detail).toContain('revoked');
  });

  it('one name for two at once: one key', async () => {
    const ask = () => service.ask('POST', '/admin/keys', ADMIN, { name: 'same', scopes: ['read'] });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409]);
  });

  it.each([
    ['DELETE', '/admin/keys/nobody', 404, 'key_unknown'],
    ['POST', '/admin/keys/nobody/rotate', 404, 'key_unknown'],
    ['DELETE', '/admin/keys/settings:read', 409, 'key_of_settings'],
    ['POST', '/admin/keys/settings:admin/rotate', 409, 'key_of_settings'],
  ] as const)('%s %s: %i %s', async (method, url, status, code) => {
    const answer = await service.ask<Problem>(method, url, ADMIN, method === 'POST' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('rotation of a revoked key, or with a wrong grace period', async () => {
    await make('done', ['read']);
    for (const graceSeconds of [-1, 1.5, 2_592_001, '60']) {
      expect((await service.ask('POST', '/admin/keys/done/rotate', ADMIN, { graceSeconds })).status).toBe(
        400,
      );
    }
    await service.ask('DELETE', '/admin/keys/done', ADMIN);
    const { status, body } = await service.ask<Problem>('POST', '/admin/keys/done/rotate', ADMIN, {});
    expect([status, body.code]).toEqual([409, 'key_revoked']);
  });
});

describe('last use', () => {
  const lastUse = async (): Promise<Key['lastUsedAt']> =>
    (await service.ask<{ keys: Key[] }>('GET', '/admin/keys', ADMIN)).body.keys.find(
      ({ name }) => name === 'used',
    )!.lastUsedAt;

  it('is written by a service when it ends at the latest, and not by each request', async () => {
    const { token } = await make('used', ['read']);
    expect(await lastUse()).toBeNull();
    await expectElsewhere(token, 200);
    expect(await sql('SELECT last_used_at FROM api_key_token')).toEqual([{ last_used_at: null }]);
    await other.close();
    const first = await lastUse();
    expect(first).not.toBeNull();
    // What it was used for, too.
    expect((await service.ask('GET', '/admin/keys/used/requests', ADMIN)).body).toMatchObject({
      requests: [{ route: 'GET /jobs', requests: 1 }],
    });
    // Used again within the minute: nothing is written.
    other = await startJobsApp(service.testDatabase.url, []);
    await expectElsewhere(token, 200);
    await other.close();
    expect(await lastUse()).toBe(first);
    await sql(`UPDATE api_key_token SET last_used_at = last_used_at - interval '61 seconds'`);
    other = await startJobsApp(service.testDatabase.url, []);
    await expectElsewhere(token, 200);
    await other.close();
    expect(new Date((await lastUse())!).getTime()).toBeGreaterThan(new Date(first!).getTime());
    other = await startJobsApp(service.testDatabase.url, []);
  });
});
