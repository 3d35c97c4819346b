import type { JobDto } from '#common';
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { download, play, search } from '../medium/ingest-service/logs-folder.js';
import { tableChecksums } from '../medium/ingest-service/table-state.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

const DAYS = ['20170401', '20170402', '20170403'];
const PLAYS = 60_000;
const OTHERS = 5_000;
const USERS = 400;
const SONGS = 600;
/** Small days share a transaction up to 32 MB of files; with titles of this length a day has 18 MB, and one of its own. */
const TITLE = 'la '.repeat(90);
const LOAD = { path: '.' };

async function loadedArchives({ database }: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM archive WHERE state = 'loaded'",
  );
  return row!.count;
}

let folder: string;
let archiveCount: number;
let clean: Awaited<ReturnType<typeof tableChecksums>>;
const databases: TestDatabase[] = [];
const processes: ServiceProcess[] = [];

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  return database;
}

async function ingestOn(database: TestDatabase): Promise<ServiceProcess> {
  const process = await startService('ingest', { databaseUrl: database.url, logsFolder: folder });
  processes.push(process);
  return process;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-load-'));
  const archives: Record<string, string> = {};
  DAYS.forEach((day, at) => {
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    const lines = (count: number, line: (user: number, song: number, i: number) => string): string =>
      Array.from({ length: count }, (_, i) =>
        line(168_000_000 + ((i * 7 + at) % USERS), 1 + ((i * 13 + at) % SONGS), i),
      ).join('');
    const plays = (user: number, song: number, i: number): string =>
      play(user, song, (i * 17) % 260, 180 + (song % 50) + (i % 20 === 0 ? 1 : 0), `${TITLE}${song}`);
    archives[`${day}_1_play.log`] = lines(PLAYS / 2, plays);
    archives[`${day}_2_play.log`] = lines(PLAYS / 2, (user, song, i) => plays(user, song, i + 7));
    archives[`${day}_1_down.log`] = lines(OTHERS, (user, song) => download(user, song));
    archives[`${day}_1_search.log`] = lines(OTHERS, (user, _song, i) =>
      search(user, `${date} 10:00:${10 + (i % 50)}`, `mc%20${i}`),
    );
  });
  archiveCount = Object.keys(archives).length;
  for (const [name, content] of Object.entries(archives)) writeFileSync(join(folder, name), content);

  const database = await newDatabase();
  const ingest = await ingestOn(database);
  await ingest.runJob('/admin/ingest/archives', LOAD);
  await ingest.stop();
  clean = await tableChecksums(database.database);
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await Promise.all(databases.map((database) => database.drop()));
  rmSync(folder, { recursive: true, force: true });
});

it('loads everything when nobody disturbs it', () => {
  expect(clean).toMatchObject({
    archives: { rows: archiveCount },
    plays: { rows: DAYS.length * PLAYS },
    downloads: { rows: DAYS.length * OTHERS },
    searches: { rows: DAYS.length * OTHERS },
    songs: { rows: SONGS },
    userDays: { rows: DAYS.length * USERS },
  });
});

describe('an ingest service that is killed hard in the middle of a load', () => {
  let database: TestDatabase;
  let killedJob: JobDto;

  it('leaves whole archives only', async () => {
    database = await newDatabase();
    const ingest = await ingestOn(database);
    killedJob = await ingest.startJob('/admin/ingest/archives', LOAD);
    await until(async () => (await loadedArchives(database)) > 0, 'the first archives');
    // The next day has been begun when it is killed.
    await sleep(150);
    await ingest.kill();
    expect(await loadedArchives(database)).toBeLessThan(archiveCount);
    const [left] = await database.database.query(
      `SELECT (SELECT count(*)::int FROM archive WHERE state <> 'loaded') AS "notLoaded",
         (SELECT sum(event_count)::int FROM archive WHERE kind = 'play')
           - (SELECT count(*)::int FROM play_event) AS "playsTooFew",
         (SELECT sum(plays)::int FROM user_day) - (SELECT count(*)::int FROM play_event) AS "daysOff"`,
    );
    expect(left).toEqual({ notLoaded: 0, playsTooFew: 0, daysOff: 0 });
  });

  it('shows the job as failed, with the reason, when it is started again', async () => {
    const ingest = await ingestOn(database);
    const job = await ingest.waitForJob(killedJob);
    expect(job).toMatchObject({
      state: 'failed',
      result: null,
      error: 'The process that ran this job ended before it was done.',
    });
    expect(await loadedArchives(database)).toBeLessThan(archiveCount);
  });

  it('has the tables of a clean load once it has loaded again', async () => {
    const ingest = processes.at(-1)!;
    const before = await loadedArchives(database);
    const result = await ingest.runJob('/admin/ingest/archives', LOAD);
    expect(result).toMatchObject({
      archives: { loaded: archiveCount - before, unchanged: before, refused: 0, partial: 0, duplicate: 0 },
    });
    expect(await tableChecksums(database.database)).toEqual(clean);
    await ingest.stop();
  });
});

describe('two loads that are started at once on two ingest services', () => {
  it('both succeed, and give the tables of a clean load', async () => {
    const database = await newDatabase();
    const [one, two] = await Promise.all([ingestOn(database), ingestOn(database)]);
    const results = await Promise.all([
      one.runJob('/admin/ingest/archives', LOAD),
      two.runJob('/admin/ingest/archives', LOAD),
    ]);
    const loaded = results.map((result) => (result['archives'] as { loaded: number }).loaded);
    expect(loaded[0]! + loaded[1]!).toBe(archiveCount);
    expect(await tableChecksums(database.database)).toEqual(clean);
  });
});
