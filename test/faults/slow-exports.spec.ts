import { READ, startEcho } from '../medium/common/echo-service.js';
import type { EchoService } from '../medium/common/echo-service.js';
import { until } from '../support/until.js';

const LIMIT = 2;
const DOWNLOAD_BYTES = 30_000 * 1001 + 'text\n'.length;

let service: EchoService;

async function start(stallMs: number): Promise<void> {
  service = await startEcho({ EXPORT_LIMIT: LIMIT, EXPORT_STALL_MS: stallMs });
}

afterEach(() => service.close());

/** Begins a download and takes nothing but what the system buffers. */
async function download(path = '/download', signal?: AbortSignal): Promise<Response> {
  return await fetch(`${service.url}${path}`, { headers: READ, ...(signal === undefined ? {} : { signal }) });
}

/** How many connections of exports PostgreSQL has. */
async function underWay(): Promise<number> {
  const [row] = await service.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'http-test exports'`,
  );
  return row!.count;
}

/** Waits until so many exports are under way. */
async function underWayBecomes(count: number): Promise<void> {
  await until(async () => (await underWay()) === count, `${count} exports`);
}

describe('exports', () => {
  it('come whole, and leave no connection', async () => {
    await start(60_000);
    for (let time = 0; time < 3; time++) {
      const response = await download();
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(DOWNLOAD_BYTES);
      expect(await (await download('/lines')).text()).toBe('n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n');
    }
    await underWayBecomes(0);
  });

  it('fail before the answer begins, and give their connection back', async () => {
    await start(60_000);
    for (let time = 0; time <= LIMIT; time++) {
      expect((await service.ask('/failing-lines', { headers: READ })).status).toBe(500);
    }
    expect((await (await download('/lines')).text()).length).toBeGreaterThan(0);
  });

  it('are refused beyond their limit, while everything else is answered', async () => {
    await start(60_000);
    const readers = await Promise.all(Array.from({ length: LIMIT }, () => download()));
    const refused = await service.ask('/download', { headers: READ });
    expect(refused).toMatchObject({ status: 429, body: { code: 'exports_busy' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const path of ['/health/ready', '/jobs']) {
      expect((await service.ask(path, { headers: READ })).status).toBe(200);
    }
    // A reader that is slow and goes on gets all of it.
    expect((await readers[0]!.arrayBuffer()).byteLength).toBe(DOWNLOAD_BYTES);
    expect(await (await download('/lines')).text()).toMatch(/^n\n1\n/);
    await readers[1]!.body!.cancel();
  });

  it('are cut off when their readers take nothing, and their connections are free again', async () => {
    await start(500);
    const readers = await Promise.all(Array.from({ length: LIMIT }, () => download()));
    await underWayBecomes(0);
    for (const reader of readers) await expect(reader.arrayBuffer()).rejects.toThrow();
    expect(await (await download('/lines')).text()).toMatch(/^n\n1\n/);
  });

  it('are cancelled when their readers go away, also before the first row', async () => {
    await start(60_000);
    for (const path of ['/download', '/late-download']) {
      const leaving = new AbortController();
      const asked = download(path, leaving.signal).catch(() => null);
      await underWayBecomes(1);
      leaving.abort();
      await underWayBecomes(0);
      await asked;
    }
    for (let time = 0; time <= LIMIT; time++) {
      expect(await (await download('/lines')).text()).toMatch(/^n\n1\n/);
    }
  });

  it('end with the service', async () => {
    await start(60_000);
    const reader = await download();
    await service.app.close();
    await expect(reader.arrayBuffer()).rejects.toThrow();
  });
});
