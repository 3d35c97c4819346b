import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { jest } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SongsForUserDto as SongsForUser } from '../../apps/recommender-service/src/answers/recommendation.dto.js';
import { rolledUpCounts, storedCounts } from '../support/counts.js';
import type { Counts } from '../support/counts.js';
import { applyChanges, postsOf, truthOf } from '../support/elsewhere.js';
import { startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

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
let writing: NodeJS.Timeout;
let written = 0;

function writeLive(): void {
  const at = `${LAST_DAY}T20:00:${String(written++ % 60).padStart(2, '0')}+02:00`;
  const play = { event: 'play', listener: LIVE_USER, track: `trk/${written}`, at, played_ms: 1_000 };
  appendFileSync(join(lake, LIVE), `${JSON.stringify(play)}\n`);
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
  writing = setInterval(writeLive, 300);
  services = await startServices({
    databaseUrl: testDatabase.url,
    logsFolder: lake,
    environment: {
      LOGS_MAPPING: join(lake, '_world/mapping.yaml'),
      LOGS_WATCH_SECONDS: '1',
      CHURN_MODELS: 'logistic-regression',
      RECOMMENDER_SEARCH_SECONDS: '0',
      RECOMMENDER_GATE_USERS: '20',
    },
  });
}, 240_000);

afterAll(async () => {
  clearInterval(writing);
  const ended = await (services as RunningServices | undefined)?.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
  expect(ended).toEqual({ ingest: 'SIGTERM', churn: 'SIGTERM', recommender: 'SIGTERM' });
});

const sumOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Waits until as many events are stored as there should be and no job waits or runs, and compares them. */
async function expectStored(right: Counts): Promise<void> {
  const { database } = testDatabase;
  await until(
    async () => {
      const jobs = await services.ingest.get<{ state: string }[]>('/jobs?limit=20');
      const isIdle = jobs.every(({ state }) => state !== 'running' && state !== 'queued');
      return isIdle && sumOf(await storedCounts(database)) === sumOf(right);
    },
    `${sumOf(right)} events`,
    PATIENCE,
  );
  expect(await storedCounts(database)).toEqual(right);
  expect(await rolledUpCounts(database)).toEqual(right);
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
      const answer = await services.ingest.ask('/events', { method: 'POST', body, key: ADMIN_KEY });
      expect(answer.status).toBe(200);
    }
    await expectStored(truthOf(lake, ({ archived, posted }) => archived || posted));
    const [row] = await testDatabase.database.query<{ count: number }>(
      "SELECT sum((rejected->>'day_implausible')::int)::int AS count FROM archive WHERE identity NOT LIKE 'events/%'",
    );
    expect(row!.count).toBe(manifest.elsewhere!.rejected.archived);
  });

  it('stays so when its files are packed, moved and grown, and one is complete at last', async () => {
    clearInterval(writing);
    applyChanges(lake);
    const right = truthOf(lake, ({ archived, added, posted }) => archived + added || posted);
    await expectStored(right.set(`${LAST_DAY} play ${LIVE_USER}`, written));
  });
});

describe('models of such logs', () => {
  /** Who played most. */
  async function listener(): Promise<string> {
    const [row] = await testDatabase.database.query<{ text: string }>(
      'SELECT text FROM play_event JOIN user_key USING (user_id) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1',
    );
    return row!.text;
  }

  beforeAll(async () => {
    await Promise.all([
      services.runJob('churn', '/admin/churn/retrain'),
      services.runJob('recommender', '/admin/recommender/retrain'),
    ]);
  });

  it('answer how likely a user with a text as id is to leave', async () => {
    const userId = await listener();
    const answer = await services.churn.get<object>(`/churn/${encodeURIComponent(userId)}`);
    expect(answer).toMatchObject({ userId, modelVersion: 1, synthetic: true });
  });

  it('answer songs that the user has not played', async () => {
    const userId = await listener();
    const { songs } = await services.recommender.get<SongsForUser>(
      `/recommend/${encodeURIComponent(userId)}`,
    );
    const played = await testDatabase.database.query<{ text: string }>(
      'SELECT DISTINCT s.text FROM play_event JOIN song_key s USING (song_id) JOIN user_key u USING (user_id) WHERE u.text = $1',
      [userId],
    );
    expect(songs.length).toBeGreaterThan(10);
    const known = new Set(played.map(({ text }) => text));
    expect(songs.filter(({ songId }) => known.has(songId) || !songId.startsWith('trk/'))).toEqual([]);
  });
});
