import { createServer, request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { createConsole } from './console-server.js';
import { consoleSettings } from './console.settings.js';

/** As Vite writes it. */
const MANIFEST = {
  'index.html': { file: 'assets/index.js', imports: ['_shared.js'] },
  '_shared.js': { file: 'assets/shared.js' },
  '_plots.js': { file: 'assets/plots.js', css: ['assets/plots.css'] },
  'src/pages/overview/overview-page.tsx': { file: 'assets/overview.js', imports: ['_shared.js'] },
  'src/pages/data/data-page.tsx': {
    file: 'assets/data.js',
    imports: ['_plots.js', 'index.html', '_shared.js'],
  },
};

/** The console over HTTP, in front of a server that answers as services do. */
describe('createConsole', () => {
  let app: FastifyInstance;
  let service: Server;
  let folder: string;
  let port: number;
  let received: { url: string; expect: string | undefined; body: string }[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'console-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    mkdirSync(join(folder, '.vite'));
    writeFileSync(join(folder, '.vite', 'manifest.json'), JSON.stringify(MANIFEST));
    service = createServer((asked, answer) => {
      void text(asked).then((body) => {
        received.push({ url: asked.url!, expect: asked.headers.expect, body });
        answer.statusCode = asked.url === '/revoked' ? 401 : 200;
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ name: 'someone', scopes: ['admin'] }));
      });
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const urls = { INGEST_URL: url, CHURN_URL: url, RECOMMENDER_URL: url };
    app = await createConsole(consoleSettings.parse(urls), folder);
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });

  beforeEach(() => {
    received = [];
  });

  afterAll(async () => {
    await app.close();
    service.close();
    rmSync(folder, { recursive: true });
  });

  async function signIn(): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${port}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: 'key' }),
    });
    return answer.headers.get('set-cookie')!.split(';')[0]!;
  }

  it.each([
    ['/', ['overview.js']],
    ['/data?day=2017-05-01', ['data.js', 'plots.js', 'plots.css']],
    ['/no-such-page', []],
  ])('names the parts of the page %s with its document', async (path, parts) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
    const named = answer.headers.get('link')!.matchAll(/<\/assets\/([\w.]+)>/g);
    expect([answer.status, ...Array.from(named, ([, part]) => part)]).toEqual([
      200,
      'index.js',
      'shared.js',
      ...parts,
    ]);
  });

  async function put(path: string, headers: OutgoingHttpHeaders, body: string): Promise<IncomingMessage> {
    const asked = request({ port, host: '127.0.0.1', path, method: 'PUT', headers });
    asked.on('continue', () => asked.end(body));
    asked.flushHeaders();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer;
  }

  it('passes on an upload that waits for 100 Continue', async () => {
    const cookie = await signIn();
    const headers = { cookie, origin: `http://127.0.0.1:${port}`, expect: '100-continue' };
    const answer = await put('/api/ingest/upload', headers, 'content');
    expect(answer.statusCode).toBe(200);
    expect(received.at(-1)).toEqual({ url: '/upload', expect: undefined, body: 'content' });
  });

  it('ends the session whose key a service does not take any more', async () => {
    const cookie = await signIn();
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } });
    const session = async (): Promise<unknown> => await (await get('/session')).json();
    expect(await session()).toMatchObject({ name: 'someone' });
    expect((await get('/api/churn/revoked')).status).toBe(401);
    expect(await session()).toBeNull();
  });

  it.each([
    ['of a page', `/${'x'.repeat(9_000)}`],
    ['of many parts', `/${'x/'.repeat(4_500)}`],
    ['of an asset', `/assets/${'x'.repeat(9_000)}`],
    ['of a service', `/api/ingest/${'x'.repeat(9_000)}`],
    ['of no request', `/${'x'.repeat(20_000)}`],
  ])('answers a long path %s by a problem document with its own headers', async (_name, path) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|401|404|414|431) /);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    expect(answer.length).toBeLessThan(2_000);
  });

  it.each([['/%ff'], ['/api/ingest/%ff%']])(
    'answers the malformed path %s by a problem document with its own headers',
    async (path) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/content-type: application\/problem\+json/i);
      expect(answer).toMatch(/content-security-policy: default-src 'self'/i);
      expect(answer).toMatch(/x-content-type-options: nosniff/i);
    },
  );
});
