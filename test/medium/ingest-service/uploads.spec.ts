import { HourlyUpkeep, JobWorkers } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { ADMIN, startApp } from '../../support/service-app.js';
import { waitingLocks } from '../../support/waiting-locks.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { makeLogsFolder, manyPlays, play, removeLogsFolders, tarGz } from './logs-folder.js';
import { endOfJob, until } from '../../support/until.js';

let testDatabase: TestDatabase;
let app: NestFastifyApplication;
let logs: string;
let base: string;

interface Body {
  id: string;
  code?: string;
  state?: string;
  input?: Record<string, unknown>;
  error?: string;
  result?: { archives: Record<string, number>; events: Record<string, number> };
}

async function ask(
  path: string,
  init: RequestInit = {},
  key = ADMIN,
): Promise<{ status: number; body: Body }> {
  const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${key}` };
  const response = await fetch(base + path, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Body };
}

async function put(
  name: string,
  content: Buffer | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body }> {
  const body = new Uint8Array(Buffer.from(content));
  return await ask(`/admin/ingest/archives/${encodeURIComponent(name)}`, { method: 'PUT', body, headers });
}

async function loaded(name: string, content: Buffer | string, headers = {}): Promise<Body> {
  const { status, body } = await put(name, content, headers);
  expect([status, body.code]).toEqual([202, undefined]);
  return await ended(body.id);
}

async function ended(id: string): Promise<Body> {
  return await endOfJob(async () => (await ask(`/jobs/${id}`)).body);
}

const uploadsLeft = async (): Promise<string[]> => await readdir(join(logs, '.uploads')).catch(() => []);

async function createApp(settings: Record<string, string> = {}): Promise<NestFastifyApplication> {
  const environment = { LOGS_DIR: logs, BODY_LIMIT_BYTES: '2048', ...settings };
  return await startApp(ingestService, testDatabase.url, environment);
}

async function listen(): Promise<void> {
  app = await createApp();
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
}

const waitingForLocks = (): Promise<number> =>
  waitingLocks(testDatabase.database, "relation = 'archive'::regclass");

beforeAll(async () => {
  logs = await makeLogsFolder({});
  testDatabase = await createTestDatabase();
  await listen();
});

afterAll(async () => {
  await app.close();
  await testDatabase.drop();
  await removeLogsFolders();
});

describe('an upload', () => {
  it('larger than any body limit is loaded, and its file is removed', async () => {
    const content = manyPlays(3, 20_000);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const job = await loaded('20170401_1_play.log', content, { 'x-checksum-sha256': sha256 });
    expect(job.result).toMatchObject({ archives: { loaded: 1 }, events: { play: 20_000 } });
    expect(await uploadsLeft()).toEqual([]);
    expect(await testDatabase.database.query('SELECT name, sha256 FROM archive')).toEqual([
      { name: '20170401_1_play.log', sha256 },
    ]);
  });

  it('of the same content changes nothing, of another replaces it', async () => {
    expect((await loaded('20170401_1_play.log', manyPlays(3, 20_000))).result!.archives).toMatchObject({
      unchanged: 1,
    });
    await loaded('20170401_1_play.log', play(1, 2, 3));
    expect(await testDatabase.database.query('SELECT count(*)::int AS plays FROM play_event')).toEqual([
      { plays: 1 },
    ]);
  });

  it('may be packed, and of any content type', async () => {
    const job = await loaded('20170402_1_play.log.tar.gz', await tarGz(play(2, 2, 3)), {
      'content-type': 'application/gzip',
    });
    expect(job.result!.archives).toMatchObject({ loaded: 1 });
    const refused = await loaded('20170403_1_play.log.gz', gzipSync('nothing of worth'));
    expect(refused.result!.archives).toMatchObject({ refused: 1 });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'text/plain',
    'no media type',
  ])('that claims to be %s is taken as bytes, of any size', async (type) => {
    const log = manyPlays(type.length, 1000);
    const job = await loaded('20170406_1_play.log', log, { 'content-type': type });
    expect(job.result).toMatchObject({ archives: { loaded: 1 }, events: { play: 1000 } });
    const [archive] = await testDatabase.database.query(
      "SELECT sha256 FROM archive WHERE name = '20170406_1_play.log'",
    );
    expect(archive).toEqual({ sha256: createHash('sha256').update(log).digest('hex') });
    expect((await put('20170406_1_play.log', '', { 'content-type': type })).body.code).toBe('empty');
  });

  it.each([
    ['uids.gz', 'not_a_log_name'],
    ['20170230_1_play.log', 'impossible_date'],
    ['99991231_1_play.log', 'implausible_date'],
    ['../20170401_1_play.log', 'not_a_log_name'],
    ['events/2017-05-13/play', 'not_a_log_name'],
  ])('under the name %s is refused', async (name, code) => {
    const { status, body } = await put(name, 'x');
    expect([status, body.code]).toEqual([400, code]);
    expect(await uploadsLeft()).toEqual([]);
  });

  it('with another digest than promised, or without bytes, leaves nothing', async () => {
    const name = '20170404_1_play.log';
    const wrong = await put(name, play(1, 2, 3), { 'x-checksum-sha256': 'a'.repeat(64) });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'digest_mismatch' } });
    expect((await put(name, 'x', { 'x-checksum-sha256': 'md5' })).body.code).toBe('digest_malformed');
    expect((await put(name, '')).body.code).toBe('empty');
    expect(await uploadsLeft()).toEqual([]);
  });

  it('that breaks off leaves nothing', async () => {
    const upload = request(`${base}/admin/ingest/archives/20170405_1_play.log`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ADMIN}`, 'content-length': '1000000' },
    });
    upload.on('error', () => undefined);
    upload.write(manyPlays(5, 100));
    await until(async () => (await uploadsLeft()).length > 0, 'the first bytes of the upload');
    upload.destroy();
    await until(async () => (await uploadsLeft()).length === 0, 'the upload to be removed');
    expect(await testDatabase.database.query("SELECT FROM archive WHERE name LIKE '20170405%'")).toEqual([]);
  });
});

describe('an upload of several archives', () => {
  const UPLOAD = '0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b';
  const path = `/admin/ingest/uploads/${UPLOAD}`;
  const send = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      const body = play(name.slice(0, 8), 5, 6);
      expect((await ask(`${path}/${name}`, { method: 'PUT', body })).status).toBe(200);
    }
  };
  const start = async (): Promise<{ status: number; body: Body }> => await ask(path, { method: 'POST' });

  it('stays when its job does not find room in the queue, and is loaded later', async () => {
    await testDatabase.database.query(
      `INSERT INTO job_queue.job (name, data, start_after)
       SELECT 'ingest', '{"path":"x"}', now() + interval '1 day' FROM generate_series(1, 100)`,
    );
    await send('20170407_1_play.log');
    expect((await start()).body).toMatchObject({ code: 'queue_full' });
    expect((await put('20170407_2_play.log', play(7, 8, 9))).body).toMatchObject({ code: 'queue_full' });
    expect(await uploadsLeft()).toEqual([`.upload-${UPLOAD}`]);
    await testDatabase.database.query(`DELETE FROM job_queue.job WHERE data->>'path' = 'x'`);
    const job = await ended((await start()).body.id);
    expect(job.result).toMatchObject({ archives: { loaded: 1 } });
    expect(await uploadsLeft()).toEqual([]);
  });

  it('stays when the service is stopped while it is loaded', async () => {
    await send('20170408_1_play.log', '20170409_1_play.log');
    const stopped = await testDatabase.database.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE archive');
      expect((await start()).status).toBe(202);
      await until(async () => (await waitingForLocks()) > 0, 'the load waits for the table');
      return { jobs: app.get(JobWorkers).onApplicationShutdown() };
    });
    await stopped.jobs;
    await app.close();
    expect(await uploadsLeft()).toEqual([`.upload-${UPLOAD}`]);
    await listen();
    const job = await ended((await start()).body.id);
    expect(job.input).toMatchObject({ files: ['20170408_1_play.log', '20170409_1_play.log'] });
    expect(job.result).toMatchObject({ archives: { loaded: 2 } });
    expect(await uploadsLeft()).toEqual([]);
  });

  it('keeps what arrives while its job runs, also in place of a file of it, for the next one', async () => {
    await send('20170411_1_play.log');
    const job = await testDatabase.database.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE archive');
      const { body } = await start();
      await until(async () => (await waitingForLocks()) > 0, 'the load waits for the table');
      await send('20170412_1_play.log');
      await ask(`${path}/20170411_1_play.log`, { method: 'PUT', body: manyPlays(5, 100) });
      return body;
    });
    expect(await ended(job.id)).toMatchObject({ state: 'succeeded' });
    expect(await ended((await start()).body.id)).toMatchObject({ state: 'succeeded' });
    const sent = `SELECT name, event_count::int AS events FROM archive WHERE day BETWEEN '2017-04-11' AND '2017-04-12' ORDER BY name`;
    expect(await testDatabase.database.query(sent)).toEqual([
      { name: '20170411_1_play.log', events: 100 },
      { name: '20170412_1_play.log', events: 1 },
    ]);
    expect(await uploadsLeft()).toEqual([]);
  });

  it('is loaded once: a job that comes too late says so', async () => {
    await send('20170410_1_play.log');
    const [first, second] = await testDatabase.database.transaction(async (transaction) => {
      // The first job does not end before the second is asked for.
      await transaction.query('LOCK TABLE archive');
      return [(await start()).body, (await start()).body];
    });
    expect(await ended(first.id)).toMatchObject({ state: 'succeeded' });
    expect(await ended(second.id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/upload/) as string,
    });
    expect((await start()).body).toMatchObject({ code: 'upload_unknown' });
  });
});

describe('a running service', () => {
  it('removes abandoned uploads, not those that jobs wait for, and nothing else', async () => {
    const [abandoned, waitedFor] = [randomUUID(), randomUUID()];
    for (const id of [abandoned, waitedFor]) {
      const place = join(logs, '.uploads', `.upload-${id}`);
      await mkdir(place);
      await writeFile(join(place, '20170406_1_play.log'), play(1, 2, 3));
      for (const path of [join(place, '20170406_1_play.log'), place]) await utimes(path, 0, 0);
    }
    await testDatabase.database.query(
      `INSERT INTO job_queue.job (name, data, start_after) VALUES ('ingest', $1, now() + interval '1 day')`,
      [JSON.stringify({ path: '20170406_1_play.log', upload: waitedFor })],
    );
    await app.get(HourlyUpkeep).run();
    expect(await uploadsLeft()).toEqual([`.upload-${waitedFor}`]);
  });
});

it('keeps other routes to JSON of limited size', async () => {
  const init = { method: 'POST', body: '{"path":"."}', headers: { 'content-type': 'text/csv' } };
  expect((await ask('/admin/ingest/archives', init)).status).toBe(415);
  const large = { method: 'POST', body: JSON.stringify({ path: 'x'.repeat(3000) }) };
  const headers = { 'content-type': 'application/json' };
  expect((await ask('/admin/ingest/archives', { ...large, headers })).status).toBe(413);
});
