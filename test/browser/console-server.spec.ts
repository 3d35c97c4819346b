import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConsole } from '../support/console-place.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { place } from './support/console-browser.js';

const ORIGIN = place.console;

interface Signed {
  cookie: string;
  setCookie: string;
  body: { name: string; scopes: string[] };
}

async function signIn(key: string, url = ORIGIN): Promise<Signed> {
  const answer = await fetch(`${url}/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  expect(answer.status).toBe(200);
  const setCookie = answer.headers.get('set-cookie')!;
  return { cookie: setCookie.split(';')[0]!, setCookie, body: (await answer.json()) as Signed['body'] };
}

describe('the server of the console', () => {
  it('gives a session that scripts cannot read and other sites cannot send', async () => {
    const { setCookie, body } = await signIn(ADMIN_KEY);
    expect(setCookie).toMatch(/; HttpOnly/);
    expect(setCookie).toMatch(/; SameSite=Strict/);
    expect(setCookie).toMatch(/; Path=\/;/);
    expect(setCookie).not.toContain(ADMIN_KEY);
    expect(body.scopes).toContain('admin');
    expect((await signIn(READ_KEY)).body.scopes).not.toContain('admin');
  });

  it('knows a session again after a restart, where it has a file for them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'console-sessions-'));
    const settings = { CONSOLE_SESSIONS_FILE: join(folder, 'sessions.json') };
    const first = await startConsole(place, settings);
    const { cookie } = await signIn(READ_KEY, first.url);
    await first.stop();
    const second = await startConsole(place, settings);
    try {
      // The name of the cookie has the port, which is another one here.
      const renamed = cookie.replace(/_\d+=/, `_${new URL(second.url).port}=`);
      const answer = await fetch(`${second.url}/api/ingest/jobs`, { headers: { cookie: renamed } });
      expect(answer.status).toBe(200);
    } finally {
      await second.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a change that another origin asks for, or that names none though it has the cookie', async () => {
    const { cookie } = await signIn(ADMIN_KEY);
    const cancel = (headers: Record<string, string>) =>
      fetch(`${ORIGIN}/api/churn/admin/jobs/0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b/cancel`, {
        method: 'POST',
        headers: { cookie, ...headers },
      });
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }]) {
      const answer = await cancel(headers as Record<string, string>);
      expect([answer.status, await answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'origin_foreign' }),
      ]);
    }
    expect((await cancel({ origin: ORIGIN })).status).toBe(404);
  });

  it('knows services by their names alone, written as they are', async () => {
    const { cookie } = await signIn(READ_KEY);
    for (const path of [
      '/api/nobody/churn/models',
      '/api/%63hurn/churn/models',
      '/api/chur%6e/churn/models',
    ]) {
      const answer = await fetch(ORIGIN + path, { headers: { cookie } });
      expect([path, answer.status, await answer.json()]).toEqual([
        path,
        404,
        expect.objectContaining({ code: 'service_unknown' }),
      ]);
    }
  });

  it('asks no service without a session, and never with a key of the caller', async () => {
    for (const path of ['/api/churn/churn/models', '/api/ingest/docs', '/api/churn/health/ready']) {
      const answer = await fetch(ORIGIN + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    const { cookie } = await signIn(READ_KEY);
    const hidden = await fetch(`${ORIGIN}/api/recommender/admin/songs/hidden`, {
      headers: { cookie, authorization: `Bearer ${ADMIN_KEY}` },
    });
    expect(hidden.status).toBe(403);
    expect((await fetch(`${ORIGIN}/api/other/x`, { headers: { cookie } })).status).toBe(404);
  });

  it('serves its pages under a content policy without anything inline, whatever the path', async () => {
    for (const path of ['/', '/jobs/churn/1', '/no/such/page']) {
      const answer = await fetch(ORIGIN + path, { headers: { accept: 'text/html' } });
      expect(answer.status).toBe(200);
      const policy = answer.headers.get('content-security-policy')!;
      expect(policy).toMatch(/^default-src 'self';/);
      expect(policy).not.toContain('unsafe');
      expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|style=/);
    }
    expect((await fetch(`${ORIGIN}/assets/none.js`)).status).toBe(404);
    expect((await fetch(`${ORIGIN}/health/live`)).status).toBe(200);
  });

  it.each([
    ['ingest', '/docs/'],
    ['churn', '/docs/'],
    ['recommender', '/docs/'],
  ])('passes pages of the %s service through: %s', async (service, path) => {
    const { cookie } = await signIn(READ_KEY);
    const answer = await fetch(`${ORIGIN}/api/${service}${path}`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    // That of the service, which allows its own inline styles.
    expect(answer.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
  });

  it.each(['ingest', 'churn', 'recommender'] as const)(
    'serves the API document of the %s service with the address it has here',
    async (service) => {
      const { cookie } = await signIn(READ_KEY);
      const serversAt = async (url: string) => {
        const answer = await fetch(url, { headers: { cookie } });
        return ((await answer.json()) as { servers: { url: string }[] }).servers.map(({ url: at }) => at);
      };
      const [here] = await serversAt(`${ORIGIN}/api/${service}/docs-json`);
      expect(here).toBe(`/api/${service}`);
      expect((await fetch(`${ORIGIN}${here!}/jobs`, { headers: { cookie } })).status).toBe(200);
      expect(await serversAt(`${place[service]}/docs-json`)).toEqual(['/']);
    },
  );

  it('passes an answer through as it comes, and ends it when nobody reads on', async () => {
    let tellLeft: () => void;
    const left = new Promise<void>((done) => (tellLeft = done));
    // A service that sends one line and then is silent: no real export does so for sure.
    const source = createServer((_request, response) => {
      response.on('close', () => tellLeft());
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('first\n');
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const { port } = source.address() as AddressInfo;
    const console = await startConsole({ ...place, churn: `http://127.0.0.1:${port}` });
    try {
      const { cookie } = await signIn(ADMIN_KEY, console.url);
      const answer = await fetch(`${console.url}/api/churn/admin/churn/export.csv`, { headers: { cookie } });
      const reader = answer.body!.getReader();
      const first = (await reader.read()) as { value?: Uint8Array };
      expect(new TextDecoder().decode(first.value)).toBe('first\n');
      await reader.cancel();
      await left;
    } finally {
      await console.stop();
      source.close();
    }
  });

  it('names the service that is down, and signs nobody out for it', async () => {
    const console = await startConsole({ ...place, churn: 'http://127.0.0.1:1' });
    try {
      const { cookie } = await signIn(READ_KEY, console.url);
      const answer = await fetch(`${console.url}/api/churn/churn/models`, { headers: { cookie } });
      expect([answer.status, await answer.json()]).toEqual([
        502,
        expect.objectContaining({ code: 'service_down', service: 'churn', status: 502 }),
      ]);
      expect((await fetch(`${console.url}/api/ingest/jobs`, { headers: { cookie } })).status).toBe(200);
    } finally {
      await console.stop();
    }
  });

  it('takes an upload of any length without holding it', async () => {
    const { cookie } = await signIn(ADMIN_KEY);
    const answer = await fetch(`${ORIGIN}/api/ingest/admin/ingest/archives/20170601_1_play.log.tar.gz`, {
      method: 'PUT',
      headers: { cookie, origin: ORIGIN, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(5_000_000),
    });
    // Not an archive, which only the service that has read it can say.
    expect([202, 400, 422]).toContain(answer.status);
  });

  it('says what is wrong with a request in problem documents', async () => {
    const ask = (body: string) =>
      fetch(`${ORIGIN}/session`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
        body,
      });
    for (const [body, status, code] of [
      ['{}', 400, 'key_missing'],
      ['{"key":"x\\u0000y"}', 401, 'key_wrong'],
      ['{', 400, 'http_400'],
      ['{"code":"none"}', 401, 'link_used'],
    ] as const) {
      const answer = await ask(body);
      expect([answer.status, await answer.json()]).toEqual([
        status,
        expect.objectContaining({ code, status }),
      ]);
    }
  });
});
