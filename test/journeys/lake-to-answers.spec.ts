import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { jest } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { postedDaysFinished, rolledUpCounts, storedCounts, sumOf } from '../support/counts.js';
import type { Counts } from '../support/counts.js';
import { applyChanges, postsOf, truthOf } from '../support/elsewhere.js';
import { startService, startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import { tablesWith } from '../support/tables-with.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { ELSEWHERE } from '../support/worlds.js';
import { describeAnswers, FEW_FACTORS } from './answers.js';
import type { Journey } from './answers.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(300_000);
const PATIENCE = { deadline: 240_000, every: 250 };
const LAST_DAY = '2017-05-12';
/** A file that never stops changing, and its user. */
const LIVE = `plays/region=eu/dt=${LAST_DAY}/live.jsonl`;
const LIVE_USER = 'eu:live';

let testDatabase: TestDatabase;
let services: RunningServices;
let folder: string;
let lake: string;
let manifest: SampleManifest;
let writing: Worker;
/** Plays of the file that never stops changing, once it does. */
let written: number;
/** The events that count at the end. */
let right: Counts;

function livePlay(n: number, listener = LIVE_USER): string {
  const at = `${LAST_DAY}T20:00:${String(n % 60).padStart(2, '0')}+02:00`;
  return `${JSON.stringify({ event: 'play', listener, track: `trk/${n}`, at, played_ms: 1_000 })}\n`;
}

/** Writes a play every 300 ms, in a thread of its own: that of the tests may be busy between two looks at the file. */
function startWriting(): Worker {
  const code = `const { appendFileSync } = require('node:fs');
    const { path, plays } = require('node:worker_threads').workerData;
    setInterval(() => appendFileSync(path, plays.shift()), 300);`;
  const plays = Array.from({ length: 5_000 }, (_, n) => livePlay(n));
  return new Worker(code, { eval: true, workerData: { path: join(lake, LIVE), plays } });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lake-'));
  lake = join(folder, 'lake');
  testDatabase = await createTestDatabase();
  manifest = await writeSampleLogs({
    directory: lake,
    world: 'elsewhere',
    userCount: 300,
    firstDay: '2017-03-30',
    lastDay: LAST_DAY,
    seed: 9,
  });
  writing = startWriting();
  services = await startServices({
    databaseUrl: testDatabase.url,
    logsFolder: lake,
    environment: {
      METRICS_PORT: '0',
      LOGS_MAPPING: join(lake, '_world/mapping.yaml'),
      LOGS_WATCH_SECONDS: '1',
      CHURN_MODELS: 'logistic-regression',
      CHURN_SNAPSHOTS: '1',
      ...FEW_FACTORS,
    },
  });
}, 240_000);

afterAll(async () => {
  await (writing as Worker | undefined)?.terminate();
  const ended = await (services as RunningServices | undefined)?.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
  expect(ended).toEqual({ ingest: 'SIGTERM', churn: 'SIGTERM', recommender: 'SIGTERM' });
});

/** Waits until as many events are stored as there should be and no job waits or runs, and compares them. */
async function expectStored(counts: Counts): Promise<void> {
  const { database } = testDatabase;
  await until(
    async () => {
      const jobs = await services.ingest.get<{ state: string }[]>('/jobs?limit=20');
      const isIdle = jobs.every(({ state }) => state !== 'running' && state !== 'queued');
      return isIdle && sumOf((await storedCounts(database)).values()) === sumOf(counts.values());
    },
    `${sumOf(counts.values())} events`,
    PATIENCE,
  );
  await postedDaysFinished(database);
  expect(await storedCounts(database)).toEqual(counts);
  expect(await rolledUpCounts(database)).toEqual(counts);
}

describe('a lake that is watched', () => {
  it('is loaded to the last event, once, with posts beside it and a file that is never complete', async () => {
    // Beside the load, once it has some days by which those of posts are believed.
    await until(
      async () => (await storedCounts(testDatabase.database)).size > 0,
      'the first events',
      PATIENCE,
    );
    for (const body of postsOf(lake)) {
      const send = async (): Promise<boolean> => {
        const { status } = await services.ingest.ask('/events', { method: 'POST', body, key: ADMIN_KEY });
        // A busy machine may have more to do than it can.
        if (status !== 503) expect(status).toBe(200);
        return status === 200;
      };
      await until(send, 'events to be stored', PATIENCE);
    }
    await expectStored(truthOf(lake, ({ archived, posted }) => archived || posted));
    const [row] = await testDatabase.database.query<{ count: number }>(
      "SELECT sum((rejected->>'day_implausible')::int)::int AS count FROM archive WHERE identity NOT LIKE 'events/%'",
    );
    expect(row!.count).toBe(manifest.elsewhere!.rejected.archived);
  });

  it('stays so when its files are packed, moved and grown, and one is complete at last', async () => {
    await writing.terminate();
    written = readFileSync(join(lake, LIVE), 'utf8').trimEnd().split('\n').length;
    applyChanges(lake);
    right = truthOf(lake, ({ archived, added, posted }) => archived + added || posted);
    await expectStored(right.set(`${LAST_DAY} play ${LIVE_USER}`, written));
  });
});

describe('models of such logs', () => {
  let retrained: Journey['retrained'];

  beforeAll(async () => {
    retrained = await Promise.all([
      services.runJob('churn', '/admin/churn/retrain'),
      services.runJob('recommender', '/admin/recommender/retrain'),
    ]);
  });

  describeAnswers(ELSEWHERE, () => ({ services, testDatabase, right, retrained }));

  it('list songs of the genres asked for alone, as a table of songs that is loaded has them', async () => {
    const text = readFileSync(join(lake, '_songs.yaml'), 'utf8');
    await services.ask('ingest', '/admin/ingest/mappings', { body: { text } });
    await services.runJob('ingest', '/admin/ingest/archives', {
      path: '_songs.csv',
      mapping: 'sample-songs',
    });
    const lines = readFileSync(join(lake, '_songs.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const genreOf = new Map(lines.map((line) => line.split(',').slice(0, 2) as [string, string]));
    const [[, , user]] = [...right.keys()].map((key) => key.split(' ')) as [string[]];
    // Changed properties count within a minute, and at once in an instance that starts after them.
    const started = await startService('recommender', { databaseUrl: testDatabase.url, logsFolder: lake });
    const path = `/recommend/${encodeURIComponent(user!)}?limit=50&genre=rock,folk`;
    const list = await started.ask<{ songs: { songId: string }[]; songsLeft: number }>(path);
    await started.stop();
    const { songs, songsLeft } = list.body;
    expect(songs.length).toBeGreaterThan(5);
    expect(songsLeft).toBeGreaterThanOrEqual(songs.length);
    for (const { songId } of songs) expect(['rock', 'folk']).toContain(genreOf.get(songId));
  });
});

describe('a user of the lake who is erased', () => {
  it('is in nothing afterwards, and comes back by no file that is loaded again', async () => {
    const { database } = testDatabase;
    // With what the tests of answers have posted.
    const before = await storedCounts(database);
    const ofUsers = Map.groupBy(before, ([key]) => key.split(' ')[2]!);
    ofUsers.delete(LIVE_USER);
    const [user] = [...ofUsers].sort(([, a], [, b]) => b.length - a.length)[0]!;
    const ids = [user, ELSEWHERE.internalId(user)];
    expect(await tablesWith(database, user)).toContain('user_key');
    expect(await tablesWith(database, ids[1]!)).toEqual(expect.arrayContaining(['play_event', 'user_day']));
    await services.runJob('ingest', '/admin/users/erase', { userIds: [user] });
    expect(await tablesWith(database, ...ids)).toEqual([]);

    // The file is read anew, since it has grown by a play of either.
    appendFileSync(join(lake, LIVE), livePlay(written, user) + livePlay(written + 1));
    const left = new Map([...before].filter(([key]) => key.split(' ')[2] !== user));
    await expectStored(left.set(`${LAST_DAY} play ${LIVE_USER}`, written + 1));
    expect(await tablesWith(database, ...ids)).toEqual([]);
    for (const [service, path] of [
      ['churn', '/churn'],
      ['recommender', '/recommend'],
    ] as const)
      expect(await services.ask(service, `${path}/${encodeURIComponent(user)}`)).toMatchObject({
        status: 404,
      });
  });
});
