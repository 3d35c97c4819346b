import { createService, loadSettings } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { ingestSettings } from '../../../apps/ingest-service/src/ingest.settings.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { makeLogsFolder, manyPlays, play, removeLogsFolders, tarGz } from './logs-folder.js';
import { endOfJob, until } from '../../support/until.js';

const READ = 'read-key-of-the-test';
const ADMIN = 'admin-key-of-the-test';

let testDatabase: TestDatabase;
let app: NestFastifyApplication;
let logs: string;
let base: string;

interface Body {
  id: string;
  code?: string;
  state?: string;
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
  return await endOfJob(async () => (await ask(`/jobs/${body.id}`)).body);
}

const uploadsLeft = async (): Promise<string[]> => await readdir(join(logs, '.uploads')).catch(() => []);

async function createApp(settings: Record<string, string> = {}): Promise<NestFastifyApplication> {
  return await createService(
    ingestService,
    loadSettings(ingestSettings, {
      DATABASE_URL: testDatabase.url,
      LOGS_DIR: logs,
      READ_KEYS: READ,
      ADMIN_KEYS: ADMIN,
      BODY_LIMIT_BYTES: '2048',
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      ...settings,
    }),
  );
}

beforeAll(async () => {
  logs = await makeLogsFolder({});
  testDatabase = await createTestDatabase();
  app = await createApp();
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
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
    const digest = createHash('sha256')
      .update(play(1, 2, 3))
      .digest('base64');
    await loaded('20170401_1_play.log', play(1, 2, 3), { 'content-digest': `sha-256=:${digest}:` });
    expect(await testDatabase.database.query('SELECT count(*)::int AS plays FROM play_event')).toEqual([
      { plays: 1 },
    ]);
  });

  it('may be packed, and of any content type', async () => {
    const job = await loaded('20170402_1_play.log.tar.gz', await tarGz(play(1, 2, 3)), {
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
    const content = play(1, 2, 3);
    const [right, wrongDigest] = [content, 'other'].map((text) => createHash('sha256').update(text).digest());
    const headers = (base64: Buffer, hexadecimal: Buffer): Record<string, string> => ({
      'content-digest': `sha-256=:${base64.toString('base64')}:`,
      'x-checksum-sha256': hexadecimal.toString('hex'),
    });
    // A right digest does not make up for a wrong one.
    for (const both of [headers(right!, wrongDigest!), headers(wrongDigest!, right!)])
      expect((await put(name, content, both)).body.code).toBe('digest_mismatch');
    expect((await put(name, 'x', { 'content-digest': 'md5=:x:' })).body.code).toBe('digest_malformed');
    const half = { ...headers(right!, right!), 'content-digest': 'md5=:x:' };
    expect((await put(name, content, half)).body.code).toBe('digest_malformed');
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

  it('needs the admin key', async () => {
    expect(
      (await ask('/admin/ingest/archives/20170401_1_play.log', { method: 'PUT', body: 'x' }, READ)).status,
    ).toBe(403);
  });
});

describe('a start of the service', () => {
  it('removes abandoned uploads, not those that jobs wait for, and nothing else', async () => {
    const [abandoned, waitedFor] = [randomUUID(), randomUUID()];
    for (const id of [abandoned, waitedFor]) {
      const place = join(logs, '.uploads', `upload-${id}`);
      await mkdir(place);
      await writeFile(join(place, '20170406_1_play.log'), play(1, 2, 3));
      for (const path of [join(place, '20170406_1_play.log'), place]) await utimes(path, 0, 0);
    }
    await testDatabase.database.query(
      `INSERT INTO job_queue.job (name, data, start_after) VALUES ('ingest', $1, now() + interval '1 day')`,
      [JSON.stringify({ path: '20170406_1_play.log', upload: waitedFor })],
    );
    const second = await createApp();
    await second.init();
    await second.close();
    expect(await uploadsLeft()).toEqual([`upload-${waitedFor}`]);
  });

  it('is refused when uploads would wait among the logs', async () => {
    const second = await createApp({ UPLOADS_DIR: logs });
    await expect(second.init()).rejects.toThrow(/^UPLOADS_DIR must not be the logs folder/);
    await second.close();
  });
});

it('keeps other routes to JSON of limited size', async () => {
  const init = { method: 'POST', body: '{"path":"."}', headers: { 'content-type': 'text/csv' } };
  expect((await ask('/admin/ingest/archives', init)).status).toBe(415);
  const large = { method: 'POST', body: JSON.stringify({ path: 'x'.repeat(3000) }) };
  const headers = { 'content-type': 'application/json' };
  expect((await ask('/admin/ingest/archives', { ...large, headers })).status).toBe(413);
});
