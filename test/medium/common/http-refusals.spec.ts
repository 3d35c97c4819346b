import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ADMIN, exchange, JSON_BODY, READ, startEcho, WRITE } from './echo-service.js';
import type { EchoService } from './echo-service.js';

const MOST_BYTES = 16_384;

let service: EchoService;
beforeAll(async () => {
  service = await startEcho();
});
afterAll(() => service.close());

const KEY = 'Authorization: Bearer admin-key-0123456789\r\n';
const get = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: h\r\n${KEY}Connection: close\r\n\r\n`;

describe('what HTTP itself refuses is a problem document', () => {
  it.each([
    ['a body of a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'count=1', 415],
    ['plain text', { 'Content-Type': 'text/plain' }, '{"count":1}', 415],
    ['XML', { 'Content-Type': 'text/xml' }, '<a/>', 415],
    ['JSON by gzip', { ...JSON_BODY, 'Content-Encoding': 'gzip' }, gzipSync('{"count":1}'), 415],
    ['JSON by gzip twice', { ...JSON_BODY, 'Content-Encoding': 'identity, gzip' }, gzipSync('{}'), 415],
    ['a media type that is none', { 'Content-Type': 'json' }, '{"count":1}', 415],
    ['JSON that is no JSON', JSON_BODY, '{count:', 400],
    ['a body beyond the limit', JSON_BODY, `{"count":"${'x'.repeat(1_100_000)}"}`, 413],
    ['a body far beyond the limit', JSON_BODY, `{"count":"${'x'.repeat(5_000_000)}"}`, 413],
  ])('%s', async (_name, headers, body, status) => {
    const answer = await service.ask('/admin/count', {
      method: 'POST',
      headers: { ...ADMIN, ...(headers as Record<string, string>) },
      body,
    });
    expect(answer).toMatchObject({ status, body: { status } });
    expect(answer.body['code']).not.toMatch(/^(http_|fst_)/);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('a compressed upload, before its body is read; and takes a body that is named as it is', async () => {
    const put = (encoding: string) =>
      service.ask('/admin/files/a', {
        method: 'PUT',
        headers: { ...ADMIN, 'Content-Encoding': encoding },
        body: 'content',
      });
    const answer = await put('gzip');
    expect(answer).toMatchObject({ status: 415, body: { code: 'content_encoding_unsupported' } });
    expect(answer.headers.get('accept-encoding')).toBe('identity');
    expect(await put('Identity')).toMatchObject({ status: 200, body: { bytes: 7 } });
  });

  it('a body without a media type', async () => {
    const text = `POST /admin/count HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${KEY}Content-Length: 2\r\n\r\n{}`;
    expect(await exchange(service.port, text)).toMatchObject({ status: 415, body: { status: 415 } });
  });

  it.each([
    ['GET', '/admin/count', 'POST, OPTIONS'],
    ['HEAD', '/admin/count', 'POST, OPTIONS'],
    ['DELETE', '/users/1', 'GET, HEAD, OPTIONS'],
    ['GET', '/users/count', 'POST, OPTIONS'],
    ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
    ['TRACE', '/users/1', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/users/1?limit=3', 'GET, HEAD, OPTIONS'],
  ])('%s %s, with what is allowed', async (method, path, allow) => {
    const text = `${method} ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`;
    const answer = await exchange(service.port, text);
    expect(answer.status).toBe(405);
    expect(answer.head.toLowerCase()).toContain(`\nallow: ${allow.toLowerCase()}\r\n`);
    if (method !== 'HEAD') expect(answer.body).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it('tells the methods of a path on OPTIONS, and answers HEAD like GET without a body', async () => {
    const options = await service.ask('/users/1', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect(await service.ask('/nothing', { method: 'OPTIONS' })).toMatchObject({ status: 404 });
    expect(await service.ask('/users/1', { method: 'HEAD', headers: READ })).toMatchObject({
      status: 200,
      body: {},
    });
    expect((await service.ask('/users/1', { method: 'HEAD' })).status).toBe(401);
  });

  it.each([
    ['HTTP/9.9', `GET /users/1 HTTP/9.9\r\nHost: h\r\n${KEY}\r\n`, 505, 'http_version_unsupported'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'http_version_unsupported'],
    ['no HTTP', 'what is this\r\n\r\n', 400, 'http_malformed'],
    [
      'a negative length',
      `POST /admin/count HTTP/1.1\r\nHost: h\r\n${KEY}Content-Length: -1\r\n\r\n`,
      400,
      'http_malformed',
    ],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: h\r\n\r\n', 405, 'method_not_allowed'],
    [
      'headers beyond the limit',
      `GET /users/1 HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['a URL beyond the limit', get(`/${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    ['a long part of the path', get(`/users/${'1'.repeat(5_000)}`), 400, 'parameter_too_long'],
    ['a malformed URL', get('/users/%zz'), 400, 'url_malformed'],
    ['NUL in the path', get('/users/%00'), 400, 'url_malformed'],
    ['NUL in the query', get('/jobs?kind=%00'), 400, 'url_malformed'],
    ['a path that is none', get('*users'), 404, undefined],
    ['OPTIONS of everything', 'OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n', 404, undefined],
  ])('%s', async (_name, text, status, code) => {
    const answer = await exchange(service.port, text);
    expect(answer).toMatchObject({ status, body: { status } });
    expect(answer.body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
    if (code !== undefined) expect(answer.body['code']).toBe(code);
    expect(answer.head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer.head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(answer.head.toLowerCase()).toContain(`x-request-id: ${String(answer.body['requestId'])}`);
  });

  it('takes HTTP/1.0 without Host', async () => {
    expect(await exchange(service.port, `GET /users/1 HTTP/1.0\r\n${KEY}\r\n`)).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['a long path', `/nothing/${'x/'.repeat(7_000)}`, undefined],
    ['a long path to a handler', `/users/${'%C3%A4'.repeat(190)}`, undefined],
    ['many query parameters', `/users/1?${'a&'.repeat(5_000)}`, undefined],
    ['long query parameters', `/users/1?${'ü'.repeat(2_000)}=1&${'y'.repeat(2_000)}=1`, undefined],
    [
      'many members',
      '/admin/count',
      JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`m${i}`, 1]))),
    ],
    [
      'long members',
      '/admin/count',
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}${'\u0001'.repeat(900)}`, 1])),
      ),
    ],
  ])('stays below 16 KB for %s', async (_name, path, body) => {
    const init = body === undefined ? {} : { method: 'POST', body };
    const response = await fetch(`${service.url}${path}`, { ...init, headers: { ...ADMIN, ...JSON_BODY } });
    expect([400, 404]).toContain(response.status);
    expect((await response.text()).length).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('says nothing to a caller that breaks off, and stays well', async () => {
    const logged: unknown[] = [];
    service.app.useLogger({
      log: () => undefined,
      error: (line) => logged.push(line),
      warn: (line) => logged.push(line),
    });
    for (const path of ['POST /admin/count', 'PUT /admin/files/a']) {
      const socket = connect(service.port, '127.0.0.1');
      socket.write(
        `${path} HTTP/1.1\r\nHost: h\r\n${KEY}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"count":`,
      );
      // Once another connection is served, the service has seen this one's headers.
      expect((await service.ask('/users/1', { headers: READ })).status).toBe(200);
      socket.resetAndDestroy();
    }
    expect((await service.ask('/users/1', { headers: READ })).status).toBe(200);
    service.app.useLogger(false);
    expect(logged).toEqual([]);
  });
});

describe('keys', () => {
  it('need none: health, the API document and what does not exist', async () => {
    for (const path of ['/health/live', '/health/ready', '/docs-json']) {
      expect([path, (await service.ask(path)).status]).toEqual([path, 200]);
    }
    expect(await service.ask('/nothing')).toMatchObject({ status: 404, body: { code: 'path_unknown' } });
  });

  it.each([
    '/ADMIN/count',
    '//admin/count',
    '/admin//count',
    '/admin/count/',
    '/admin/%63ount',
    '/./admin/count',
  ])('cannot be dodged by %s', async (path) => {
    const text = `POST ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${KEY.replace('admin', 'read')}Content-Length: 0\r\n\r\n`;
    expect([403, 404]).toContain((await exchange(service.port, text)).status);
  });

  it('that write may do nothing else', async () => {
    expect(await service.ask('/users/1', { headers: WRITE })).toMatchObject({
      status: 403,
      body: { code: 'read_key_needed' },
    });
    expect(await service.ask('/admin/bare', { method: 'POST', headers: WRITE })).toMatchObject({
      status: 403,
      body: { code: 'admin_key_needed' },
    });
  });
});

describe('a service that is being stopped', () => {
  it('answers 503 as a problem document on the connections it has', async () => {
    const stopping = await startEcho();
    const socket = connect(stopping.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write(`GET /slow HTTP/1.1\r\nHost: h\r\n${KEY}\r\n`);
    // The first request is still being answered when the second one comes.
    await stopping.ask('/users/1', { headers: READ });
    const closed = stopping.close();
    socket.write('GET /users/1 HTTP/1.1\r\nHost: h\r\n\r\n');
    await closed;
    socket.destroy();
    expect(received).toContain('"code":"shutting_down"');
    expect(received).toContain('application/problem+json');
  });
});
