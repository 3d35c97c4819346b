import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { exchange, useEcho } from './echo-service.js';

const BODY_TIMEOUT_MS = 1_000;

const service = useEcho({ HEADERS_TIMEOUT_MS: 500, BODY_TIMEOUT_MS });

const post = (path: string, key: string, length = 1000) =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\n${key}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
const ADMIN_LINE = 'Authorization: Bearer admin-key-0123456789\r\n';
const READ_LINE = 'Authorization: Bearer read-key-0123456789\r\n';

/** Sends a byte at a time for ever: a pause never is long. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write(' '), 50);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

describe('a body that comes slowly or never', () => {
  it('is cut, and not waited for, when the request is refused whatever it says', async () => {
    const refused: [path: string, key: string, status: number, code: string][] = [
      ['/admin/count', '', 401, 'key_missing'],
      ['/admin/count', 'Authorization: Bearer nobody-knows-this\r\n', 401, 'key_wrong'],
      ['/admin/count', READ_LINE, 403, 'admin_key_needed'],
      ['/nothing/here', '', 404, 'path_unknown'],
      ['/users/1', ADMIN_LINE, 405, 'method_not_allowed'],
    ];
    const answers = refused.map(([path, key]) => exchange(service.port, post(path, key), drip));
    expect(await Promise.all(answers)).toMatchObject(
      refused.map(([, , status, code]) => ({ status, body: { status, code } })),
    );
  });

  it('is answered 408 with a key, whether it stands still or drips', async () => {
    for (const feed of [undefined, drip]) {
      const answer = await exchange(service.port, post('/admin/count', ADMIN_LINE), feed);
      expect(answer).toMatchObject({ status: 408, body: { status: 408, code: 'request_timeout' } });
      expect(answer.head).toContain('application/problem+json');
    }
  });

  it('is answered 408 when its headers do not end', async () => {
    const begun = 'GET /users/1 HTTP/1.1\r\nHost: h\r\nX-Slow: ';
    for (const text of ['', 'GET /us', begun]) {
      expect(await exchange(service.port, text, text === begun ? drip : undefined)).toMatchObject({
        status: 408,
        body: { code: 'request_timeout' },
      });
    }
  });

  it('may take its time where it is a stream, but makes no long pause', async () => {
    const put = (length: number) =>
      `PUT /admin/files/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${ADMIN_LINE}Content-Length: ${length}\r\n\r\n`;
    const since = performance.now();
    const steady = await exchange(service.port, put(40), drip);
    expect(steady).toMatchObject({ status: 200, body: { bytes: 40 } });
    expect(performance.now() - since).toBeGreaterThan(BODY_TIMEOUT_MS);
    const pausing = await exchange(service.port, put(40), (socket) => socket.write('ten bytes.'));
    expect(pausing).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
  });

  it('does not end a connection on which bodies come whole', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (authorization: string) =>
      new Promise<{ status: number; reused: boolean }>((resolve, reject) => {
        const sent = request(
          `${service.url}/admin/count`,
          {
            method: 'POST',
            agent,
            headers: { Authorization: authorization, 'Content-Type': 'application/json' },
          },
          (response) => {
            response.resume();
            response.on('end', () => {
              resolve({ status: response.statusCode!, reused: sent.reusedSocket });
            });
          },
        );
        sent.on('error', reject);
        sent.end('{"count":1}');
      });
    expect(await send('Bearer admin-key-0123456789')).toEqual({ status: 201, reused: false });
    expect(await send('Bearer nobody-knows-this')).toEqual({ status: 401, reused: true });
    expect(await send('Bearer admin-key-0123456789')).toEqual({ status: 201, reused: true });
    agent.destroy();
  });

  it('is asked for by 100 Continue only once the key is known', async () => {
    const expecting = (key: string) =>
      post('/admin/count', key, 11).replace(
        '\r\n\r\n',
        '\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
      );
    expect(await exchange(service.port, expecting(''))).toMatchObject({ status: 401 });
    const welcome = await exchange(service.port, expecting(ADMIN_LINE), (socket) => {
      socket.once('data', (chunk: Buffer) => {
        expect(chunk.toString()).toMatch(/^HTTP\/1\.1 100 Continue/);
        socket.write('{"count":1}');
      });
    });
    expect(welcome.status).toBe(100);
  });
});
