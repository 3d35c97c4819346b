import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { manyPlays } from '../medium/ingest-service/logs-folder.js';
import { sumOf } from '../support/counts.js';
import { startService } from '../support/running-services.js';
import type { Answer, ServiceProcess } from '../support/service-process.js';
import { SmallDisk } from '../support/small-disk.js';
import { createDatabaseOn } from '../support/test-database.js';
import { until } from '../support/until.js';
import { ELSEWHERE, settingsOf } from '../support/worlds.js';

jest.setTimeout(180_000);

const FULL = { status: 503, body: { status: 503, code: 'disk_full' } };
const LOAD = '/admin/ingest/archives';
const READS = ['/ingest/archives', '/ingest/coverage', '/jobs', '/health/ready'];
/** Enough for what books a job, and not for a day of plays. */
const A_LITTLE = 2 * 1024 * 1024;
const PLAYS = 60_000;

// Without the right to mount there is no small disk; on such a machine the rules of errors are tested by their units.
const whereMountable = SmallDisk.isPossible ? describe : describe.skip;

whereMountable('a full disk', () => {
  let folder: string;
  let logs: string;
  let server: EmbeddedPostgres;
  let ingest: ServiceProcess;
  /** Of the other world, with a database of its own on the same disk. */
  let elsewhere: ServiceProcess;
  let databaseDisk: SmallDisk;
  let serviceDisk: SmallDisk;
  let nextEvent = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
    chmodSync(folder, 0o755);
    logs = join(folder, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, '20170401_1_play.log'), manyPlays(3, PLAYS));
    const lake = join(folder, 'elsewhere');
    const days = { firstDay: '2017-04-26', lastDay: '2017-05-05' };
    await writeSampleLogs({ directory: lake, world: 'elsewhere', userCount: 40, seed: 1, ...days });
    databaseDisk = SmallDisk.mount(join(folder, 'database-disk'), 96);
    serviceDisk = SmallDisk.mount(join(folder, 'service-disk'), 4);
    server = await startEmbeddedPostgres({
      dataDirectory: join(folder, 'postgres'),
      port: 0,
      purpose: 'test',
    });
    const [databaseUrl, otherUrl] = [
      await createDatabaseOn(server.url, 'music_box'),
      await createDatabaseOn(server.url, 'elsewhere'),
    ];
    await moveTables(['music_box', 'elsewhere']);
    const environment = settingsOf(ELSEWHERE, lake);
    elsewhere = await startService('ingest', { databaseUrl: otherUrl, logsFolder: lake, environment });
    ingest = await startService('ingest', {
      databaseUrl,
      logsFolder: logs,
      environment: { UPLOADS_DIR: join(serviceDisk.path, 'uploads'), EVENTS_BELIEVED_DAYS: '36500' },
      // Warnings and errors go to a log that never has room.
      command: ['sh', '-c', 'exec "$@" 2>/dev/full', 'sh'],
    });
  });

  afterAll(async () => {
    for (const service of [ingest, elsewhere]) await (service as ServiceProcess | undefined)?.stop();
    await removeEmbeddedPostgres(join(folder, 'postgres'));
    for (const disk of [databaseDisk, serviceDisk]) (disk as SmallDisk | undefined)?.unmount();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => {
    databaseDisk.empty();
    serviceDisk.empty();
  });

  /** Puts all tables on the small disk. The log of transactions stays elsewhere: where that is full, PostgreSQL itself stops. */
  async function moveTables(databases: string[]): Promise<void> {
    const place = join(databaseDisk.path, 'tables');
    const { uid, gid } = statSync(join(folder, 'postgres', 'data'));
    mkdirSync(place, { mode: 0o700 });
    chownSync(place, uid, gid);
    const url = new URL(server.url);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(`CREATE TABLESPACE small LOCATION '${place}'`);
      for (const name of databases) await client.query(`ALTER DATABASE ${name} SET TABLESPACE small`);
    } finally {
      await client.end();
    }
  }

  /** A batch of events that no other call has sent. */
  async function postEvents(): Promise<Answer> {
    const events = Array.from({ length: 500 }, () => {
      const id = nextEvent++;
      return {
        eventId: `event-${id}`,
        kind: 'play',
        userId: `${168_000_000 + id}`,
        songId: `${1 + id}`,
        happenedAt: '2017-04-02T10:00:00Z',
        title: `a song of a long name ${'x'.repeat(400)} ${id}`,
        singer: 'singer',
        playSeconds: 100,
        songSeconds: 200,
      };
    });
    return await ingest.ask('/events', { body: { events }, key: 'admin-key-of-the-tests' });
  }

  async function expectReads(): Promise<void> {
    for (const path of READS) expect([path, (await ingest.ask(path)).status]).toEqual([path, 200]);
    expect(ingest.ended).toBe(false);
  }

  it('of the database refuses events, not reads, until there is room again', async () => {
    expect(await postEvents()).toMatchObject({ status: 200, body: { accepted: 500 } });
    databaseDisk.fill();
    for (let time = 0; time < 3; time++) {
      const answer = await postEvents();
      expect(answer).toMatchObject(FULL);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      await expectReads();
    }
    databaseDisk.empty();
    expect(await postEvents()).toMatchObject({ status: 200, body: { accepted: 500 } });
    await expectReads();
  });

  it('of the database fails a load with the reason, and the next one does it all', async () => {
    databaseDisk.fill(A_LITTLE);
    const job = await ingest.waitForJob(await ingest.startJob(LOAD, { path: '.' }));
    expect(job.state).toBe('failed');
    expect(job.error).toMatch(/disk of the database is full/);
    await expectReads();
    databaseDisk.empty();
    expect(await ingest.runJob(LOAD, { path: '.' })).toMatchObject({
      archives: { loaded: 1 },
      events: { play: PLAYS },
    });
  });

  // Its partitions take the little that is left, so that the job may end only when there is room again.
  it('of the database stops a load of the other world, and the next one does it all', async () => {
    databaseDisk.fill(A_LITTLE);
    const job = await elsewhere.startJob(LOAD, { path: '.' });
    const full = /disk of the database is full|No space left on device/;
    await until(() => Promise.resolve(full.test(elsewhere.output)), 'the full disk', { deadline: 120_000 });
    databaseDisk.empty();
    await elsewhere.waitForJob(job);
    await elsewhere.runJob(LOAD, { path: '.' });
    const { events } = await elsewhere.get<{ events: number }>('/ingest/archives/summary');
    const counts = await ELSEWHERE.recount(join(folder, 'elsewhere'));
    expect(events).toBe(sumOf(counts.values()));
  });

  it.each([
    ['small', 1_000],
    ['larger than what is read at once', 60_000],
  ])(
    'of the service refuses %s uploads with the reason, leaves nothing of them, and takes them again',
    async (_size, plays) => {
      const upload = async (): Promise<Answer> =>
        await ingest.ask('/admin/ingest/archives/20170403_1_play.log', {
          method: 'PUT',
          rawBody: manyPlays(5, plays),
          headers: { 'Content-Type': 'application/octet-stream' },
        });
      serviceDisk.fill(8_192);
      expect(await upload()).toMatchObject(FULL);
      expect(ingest.ended).toBe(false);
      await expectReads();
      serviceDisk.empty();
      const { status, body } = await upload();
      expect(status).toBe(202);
      expect((await ingest.waitForJob(body as { id: string })).state).toBe('succeeded');
    },
  );
});
