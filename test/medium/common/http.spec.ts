import { Database } from '#common';
import { ADMIN, JSON_BODY, READ, useEcho } from './echo-service.js';
import type { EchoService } from './echo-service.js';

const service = useEcho({ STATEMENT_TIMEOUT_MS: 300, BODY_LIMIT_BYTES: 2048 });
const ask: EchoService['ask'] = (path, init) => service.ask(path, init);

describe('HTTP of every service', () => {
  it.each([
    ['no key', {}, 401, 'key_missing'],
    ['another scheme', { Authorization: 'Basic abc' }, 401, 'key_missing'],
    ['an unknown key', { Authorization: 'Bearer nobody-knows-this-key' }, 401, 'key_wrong'],
  ])('refuses %s', async (_name, headers, status, code) => {
    const answer = await ask('/users/1', { headers: headers as Record<string, string> });
    expect(answer).toMatchObject({ status, body: { status, code, instance: '/users/1' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('accepts each of several read keys, and the admin key for reading', async () => {
    for (const key of ['read-key-0123456789', 'second-read-key-01234', 'admin-key-0123456789']) {
      expect((await ask('/users/1', { headers: { Authorization: `Bearer ${key}` } })).status).toBe(200);
    }
  });

  it('lets only an admin key into /admin', async () => {
    const post = { method: 'POST', body: '{"count":1}' };
    expect(await ask('/admin/count', { ...post, headers: { ...READ, ...JSON_BODY } })).toMatchObject({
      status: 403,
    });
    expect(await ask('/admin/count', { ...post, headers: { ...ADMIN, ...JSON_BODY } })).toMatchObject({
      body: { count: 1 },
    });
  });

  it.each([
    ['/users/abc', /userId must be a whole number/],
    ['/users/-1', /userId must be a whole number/],
    ['/users/9223372036854775808', /userId must be a whole number/],
    ['/users/1?limit=0', /limit must be a whole number from 1 to 200/],
    ['/users/1?limit=1000000000', /limit must be a whole number from 1 to 200/],
    ['/users/1?limit=ten', /limit must be a whole number/],
    ['/users/1?limt=10', /limt is not known here/],
    ['/users/%zz', /URL is malformed/],
  ])('answers %s with a 400 that says what is wrong', async (path, detail) => {
    const answer = await ask(path, { headers: READ });
    expect(answer.status).toBe(400);
    expect(answer.body['detail']).toMatch(detail);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('converts the limit and keeps 64-bit ids whole', async () => {
    expect((await ask('/users/9223372036854775807?limit=7', { headers: READ })).body).toEqual({
      userId: '9223372036854775807',
      limit: 7,
    });
  });

  it.each([
    ['JSON that is no JSON', '{count:', 400],
    ['a wrong type', '{"count":"many"}', 400],
    ['an unknown member', '{"count":1,"extra":2}', 400],
    ['an empty body', '', 400],
    ['a huge body', JSON.stringify({ count: 1, pad: 'x'.repeat(5000) }), 413],
  ])('refuses %s', async (_name, body, status) => {
    const answer = await ask('/admin/count', { method: 'POST', headers: { ...ADMIN, ...JSON_BODY }, body });
    expect(answer).toMatchObject({ status, body: { status } });
    expect(String(answer.body['detail']).length).toBeGreaterThan(5);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'takes an empty body of %s for none, and still says what a wanted one lacks',
    async (type) => {
      const post = (path: string) =>
        ask(path, { method: 'POST', headers: { ...ADMIN, 'Content-Type': type } });
      expect(await post('/admin/bare')).toMatchObject({ status: 201, body: { done: true } });
      expect(await post('/admin/optional')).toMatchObject({ status: 201, body: { count: null } });
      expect(await post('/admin/count')).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', detail: 'count must be a whole number of at most 100.' },
      });
    },
  );

  it.each(['null', '  ', '{"__proto__":{"count":1}}'])('is not confused by the body %j', async (body) => {
    const answer = await ask('/admin/count', { method: 'POST', headers: { ...ADMIN, ...JSON_BODY }, body });
    expect(answer.status).toBe(400);
  });

  it('hides what went wrong inside, but names the request', async () => {
    const answer = await ask('/boom', { headers: { ...READ, 'X-Request-Id': 'my-request.1' } });
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 'internal_error', requestId: 'my-request.1' },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|at |\.ts/);
    expect(answer.headers.get('x-request-id')).toBe('my-request.1');
  });

  it('takes over no odd request id', async () => {
    const answer = await ask('/boom', { headers: { ...READ, 'X-Request-Id': 'a b\tc' } });
    expect(answer.body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries code and members of a domain error', async () => {
    expect(await ask('/teapot', { headers: READ })).toMatchObject({
      status: 409,
      body: { title: 'Conflict', code: 'teapot', detail: 'I am a teapot.', cups: 2 },
    });
  });

  it('answers 503 when a statement takes too long', async () => {
    const answer = await ask('/slow', { headers: READ });
    expect(answer).toMatchObject({ status: 503, body: { code: 'statement_timeout' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it.each(['/users/1', '/nothing', '/users/%zz', '/health/live', '/docs'])(
    'gives %s the headers that protect a browser, and the id of the request',
    async (path) => {
      const { headers } = await fetch(`${service.url}${path}`, { headers: READ });
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it.each([
    ['refuses', `'connection refused'`, 'reached: 10.0.0.3:5432.'],
    ['is silent', 'pg_sleep(3)::text', 'reached: one that does not answer in time.'],
  ])('is ready, and names a node of a cluster that %s', async (_, result, told) => {
    const database = service.app.get(Database);
    // As Citus has it.
    await database.query(`CREATE FUNCTION run_command_on_workers(command text)
      RETURNS TABLE (nodename text, nodeport int, success boolean, result text) LANGUAGE sql AS
      $$ VALUES ('10.0.0.2', 5432, true, '1'), ('10.0.0.3', 5432, false, ${result}) $$`);
    const answer = await ask('/health/ready');
    await database.query('DROP FUNCTION run_command_on_workers');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      details: { database: { status: 'up', message: expect.stringContaining(told) as string } },
    });
    expect((await ask('/health/ready')).body).toMatchObject({ details: { database: { status: 'up' } } });
  });

  it('serves health and documents without a key', async () => {
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask('/health/ready')).toMatchObject({
      status: 200,
      body: { info: { database: { status: 'up' } } },
    });
    const { body } = await ask('/docs-json');
    expect(body).toMatchObject({ components: { securitySchemes: { key: { scheme: 'bearer' } } } });
    expect((await fetch(`${service.url}/docs`)).status).toBe(200);
  });

  it.each([
    ['/api/churn', '/api/churn'],
    ['//evil.example', '/'],
    ['https://evil.example', '/'],
    ['/a"};alert(1)', '/'],
  ])(
    'names in its documents the path that a proxy serves it below, if it is one: %s',
    async (prefix, url) => {
      for (const path of ['/docs-json', '/docs/swagger-ui-init.js']) {
        const answer = await fetch(service.url + path, { headers: { 'x-forwarded-prefix': prefix } });
        const text = await answer.text();
        expect(text).toMatch(new RegExp(`"servers":\\s*\\[\\s*\\{\\s*"url":\\s*"${url}"`));
      }
    },
  );
});
