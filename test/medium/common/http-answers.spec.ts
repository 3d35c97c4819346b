import { get, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { READ, useEcho } from './echo-service.js';

const service = useEcho();

interface RawAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  /** As it came, compressed or not. */
  bytes: Buffer;
}

/** fetch would decompress, and hide that it did. */
async function ask(
  path: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<RawAnswer> {
  return await new Promise((resolve, reject) => {
    const call = method === 'GET' ? get : request;
    call(`${service.url}${path}`, { method, headers: { ...READ, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode!, headers: answer.headers, bytes: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('answers that are compressed', () => {
  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('by %s say the same in fewer bytes', async (encoding, decompress) => {
    const plain = await ask('/table');
    const short = await ask('/table', { 'Accept-Encoding': encoding });
    expect(short.headers['content-encoding']).toBe(encoding);
    expect(short.headers['vary']).toBe('accept-encoding');
    expect(short.bytes.length).toBeLessThan(plain.bytes.length / 5);
    expect(decompress(short.bytes).equals(plain.bytes)).toBe(true);
  });

  it('are not for callers who take none, nor worth it for short ones, nor made where no route asks for it', async () => {
    const all = { 'Accept-Encoding': 'zstd, br, gzip, deflate' };
    for (const [path, headers] of [
      ['/table', {}],
      ['/table', { 'Accept-Encoding': 'identity' }],
      ['/table?rows=1', all],
      ['/lines', all],
      ['/health/live', all],
    ] as const) {
      const { status, headers: answered } = await ask(path, headers);
      expect([path, status, answered['content-encoding']]).toEqual([path, 200, undefined]);
    }
  });

  it('of HEAD have the tag, and no length that GET would not have', async () => {
    const { status, headers, bytes } = await ask('/table', { 'Accept-Encoding': 'gzip' }, 'HEAD');
    expect([status, headers['vary'], headers['content-length'], bytes.length]).toEqual([
      200,
      'accept-encoding',
      undefined,
      0,
    ]);
    expect(headers['etag']).toBe((await ask('/table')).headers['etag']);
    expect((await ask('/users/1', {}, 'HEAD')).headers['content-length']).toBe('25');
  });
});

describe('answers that callers may keep', () => {
  it('are sent again only when they have changed', async () => {
    const first = await ask('/table');
    const tag = first.headers['etag']!;
    expect(tag).toMatch(/^W\/"[\w-]+"$/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    for (const known of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
      const again = await ask('/table', { 'If-None-Match': known, 'Accept-Encoding': 'gzip' });
      expect([known, again.status, again.bytes.length]).toEqual([known, 304, 0]);
      expect(again.headers).toMatchObject({ etag: tag, 'cache-control': 'private, no-cache' });
    }
    expect((await ask('/table', { 'If-None-Match': tag }, 'HEAD')).status).toBe(304);
    const other = await ask('/table?rows=2', { 'If-None-Match': tag });
    expect([other.status, other.headers['etag'] === tag]).toEqual([200, false]);
  });

  it('need a key each time', async () => {
    const tag = (await ask('/table')).headers['etag']!;
    expect((await ask('/table', { 'If-None-Match': tag, Authorization: 'Bearer nobody' })).status).toBe(401);
  });

  it('are no others: refusals and all else are not kept anywhere', async () => {
    for (const [path, status] of [
      ['/table?rows=none', 400],
      ['/users/1', 200],
      ['/health/live', 200],
      ['/nowhere', 404],
    ] as const) {
      const { headers, ...answer } = await ask(path, { 'If-None-Match': '*' });
      expect([path, answer.status, headers['cache-control'], headers['etag']]).toEqual([
        path,
        status,
        'no-store',
        undefined,
      ]);
    }
  });
});
