import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { USER_TABLES } from '../../apps/ingest-service/src/privacy/user-tables.js';
import { startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

/** Known by nothing but posted events. */
const NEWCOMER = '777888999111';

interface SongsForUser {
  recommendationId: string;
  songs: { songId: string; score: number }[];
}

let testDatabase: TestDatabase;
let services: RunningServices;
let folder: string;
/** Who is erased first, and while the models are trained anew; and somebody else. */
let first: string;
let second: string;
let other: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'journey-'));
  chmodSync(folder, 0o755);
  const directory = join(folder, 'logs');
  testDatabase = await createTestDatabase();
  // A seed and a number of users with which both models pass their gates.
  await writeSampleLogs({
    directory,
    userCount: 1_500,
    firstDay: '2017-03-30',
    lastDay: '2017-05-12',
    seed: 2,
  });
  services = await startServices({ databaseUrl: testDatabase.url, logsFolder: directory });
  await services.runJob('ingest', '/admin/ingest/archives', { path: '.' });
  await Promise.all([
    services.runJob('churn', '/admin/churn/retrain'),
    services.runJob('recommender', '/admin/recommender/retrain'),
  ]);
  [first, second, other] = (
    await query<{ id: string }>(
      `SELECT user_id AS id FROM churn_score JOIN repeat_songs USING (user_id)
       WHERE user_id IN (SELECT user_id FROM search_event) AND user_id IN (SELECT user_id FROM download_event)
       ORDER BY user_id LIMIT 3`,
    )
  ).map(({ id }) => id) as [string, string, string];
}, 240_000);

afterAll(async () => {
  await (services as RunningServices | undefined)?.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return await testDatabase.database.query<Row>(sql, parameters);
}

/** Every table that has the id in any column, texts and JSON too; partitions by the name of their table. */
async function tablesWith(userId: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
       AND table_name <> 'model_artefact_chunk' ORDER BY 1`,
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const [row] = await query<{ has: boolean }>(
      `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text ~ $1) AS has`,
      [`(^|[^0-9a-f])${userId}([^0-9a-f]|$)`],
    );
    if (row!.has) found.add(name.replace(/^public\./, '').replace(/_\d{8}$/, ''));
  }
  return [...found].sort();
}

/** How many stored artefacts have the id, as 64 bits in either order or as text. */
async function artefactsWith(userId: string): Promise<number> {
  const low = Buffer.alloc(8);
  low.writeBigUInt64LE(BigInt(userId));
  const forms = [low, Buffer.from(low).reverse(), Buffer.from(userId)];
  const artefacts = await query<{ bytes: Buffer }>(
    `SELECT string_agg(bytes, ''::bytea ORDER BY position) AS bytes FROM model_artefact_chunk GROUP BY model_version_id`,
  );
  return artefacts.filter(({ bytes }) => forms.some((form) => bytes.includes(form))).length;
}

/** Columns whose statistics, made for the planner, have the id among their frequent or sampled values. */
async function statisticsWith(userId: string): Promise<unknown[]> {
  return await query(
    `SELECT tablename, attname FROM pg_stats
     WHERE schemaname = 'public' AND (most_common_vals::text ~ $1 OR histogram_bounds::text ~ $1)`,
    [`(^|[^0-9])${userId}([^0-9]|$)`],
  );
}

async function post(userId: string, eventId: string, recommendationId?: string): Promise<unknown> {
  const song = (
    await query<{ id: string }>(
      'SELECT song_id AS id FROM song WHERE length_seconds > 60 ORDER BY event_count DESC LIMIT 1',
    )
  )[0]!;
  const event = {
    ...{ eventId, kind: 'play', happenedAt: '2017-05-13T20:10:00', userId, songId: song.id },
    ...{ playSeconds: 200, songSeconds: 200 },
    ...(recommendationId === undefined ? {} : { recommendationId }),
  };
  return await services.ingest.get('/events', { method: 'POST', body: { events: [event] }, key: ADMIN_KEY });
}

async function shown(recommendationId: string, songId: string): Promise<unknown> {
  const body = { recommendationId, songIds: [songId] };
  return await services.recommender.get('/recommend/impressions', { method: 'POST', body, key: ADMIN_KEY });
}

/** What each service says of the user; 404 of a stranger. */
async function answersTo(userId: string): Promise<number[]> {
  const paths = [`/recommend/${userId}`, `/recommend/${userId}/again`, `/churn/${userId}`];
  const asked = paths.map((path) => services.ask(path.startsWith('/churn') ? 'churn' : 'recommender', path));
  return (await Promise.all(asked)).map(({ status }) => status);
}

/** Users of lists for the songs that are heard most. */
async function audience(): Promise<Set<string>> {
  const songs = await query<{ id: string }>(
    'SELECT song_id AS id FROM song WHERE length_seconds > 60 ORDER BY event_count DESC LIMIT 10',
  );
  const users = new Set<string>();
  for (const { id } of songs) {
    const list = await services.recommender.get<{ users: { userId: string }[] }>(
      `/recommend/songs/${id}/users?limit=200`,
    );
    for (const { userId } of list.users) users.add(userId);
  }
  return users;
}

const STRANGER = [404, 404, 404];

describe('a user who is erased', () => {
  let recommendation: SongsForUser;
  let othersList: SongsForUser;

  it('stands in every table of the list before, and in no other', async () => {
    recommendation = await services.recommender.get<SongsForUser>(`/recommend/${first}`);
    othersList = await services.recommender.get<SongsForUser>(`/recommend/${other}`);
    await shown(recommendation.recommendationId, recommendation.songs[0]!.songId);
    await post(first, 'an event', recommendation.recommendationId);
    await post(NEWCOMER, 'another event');
    const decision = { excluded: false, reason: 'a friend' };
    await services.ingest.get(`/admin/ingest/exclusions/${first}`, { method: 'PUT', body: decision });
    // Of a version that is not live.
    await query(`WITH copied AS (
        INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
        SELECT kind, version + 1, true, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes
        FROM model_version WHERE kind = 'recommender' RETURNING id)
      INSERT INTO model_artefact_chunk SELECT copied.id, position, bytes FROM copied, model_artefact_chunk
      WHERE model_version_id = (SELECT id FROM model_version WHERE kind = 'recommender' AND version = 1)`);
    const listed = USER_TABLES.map(({ table }) => table).filter((table) => table !== 'excluded_user');
    expect(await tablesWith(first)).toEqual(listed.sort());
    expect(await artefactsWith(first)).toBe(2);
    expect(await answersTo(first)).toEqual([200, 200, 200]);
    expect(await answersTo(NEWCOMER)).toEqual([200, 200, 404]);
    expect((await audience()).size).toBeGreaterThan(100);
  });

  it('can be exported, row by row of every table', async () => {
    const { text, headers } = await services.ask('ingest', `/admin/users/00${first}/export`);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { table?: string; row?: object; rows?: object });
    const { rows } = lines.pop()!;
    const counted: Record<string, number> = {};
    for (const { table } of USER_TABLES) {
      const [row] = await query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE user_id = $1`, [
        first,
      ]);
      counted[table] = row!.n;
    }
    expect(rows).toEqual(counted);
    expect(lines).toHaveLength(Object.values(counted).reduce((sum, n) => sum + n, 0));
    expect(lines.filter(({ table }) => table === 'churn_score')[0]!.row).toMatchObject({
      user_id: Number(first),
      snapshot_date: '2017-05-12',
    });
    const { text: nothing } = await services.ask('ingest', '/admin/users/123454321/export');
    expect(Object.values((JSON.parse(nothing) as { rows: Record<string, number> }).rows)).toEqual(
      USER_TABLES.map(() => 0),
    );
  });

  it('is a stranger to both services at once, and in nothing afterwards', async () => {
    const job = await services.startJob('ingest', '/admin/users/erase', { userIds: [first, NEWCOMER] });
    const ended = services.ingest.waitForJob(job);
    for (let asked = 0; asked < 10; asked++) {
      expect(await answersTo(first)).toEqual(STRANGER);
      expect(await answersTo(NEWCOMER)).toEqual(STRANGER);
    }
    expect(await ended).toMatchObject({ state: 'succeeded', result: { users: 2, models: 2 } });
    for (const userId of [first, NEWCOMER]) {
      expect(await answersTo(userId)).toEqual(STRANGER);
      expect(await tablesWith(userId)).toEqual([]);
      expect(await artefactsWith(userId)).toBe(0);
      expect(await statisticsWith(userId)).toEqual([]);
      expect(await audience()).not.toContain(userId);
    }
  });

  it('leaves the answers to others as they were', async () => {
    const list = await services.recommender.get<SongsForUser>(`/recommend/${other}`);
    expect(list.songs).toEqual(othersList.songs);
  });

  it('comes back by no event and no recommendation that is shown later', async () => {
    expect(await post(first, 'a later event', recommendation.recommendationId)).toMatchObject({
      accepted: 0,
      rejected: 1,
    });
    expect(await shown(recommendation.recommendationId, recommendation.songs[1]!.songId)).toMatchObject({
      recorded: 0,
    });
    expect(await tablesWith(first)).toEqual([]);
  });

  it('is not published by trainings that have read the events before', async () => {
    const trainings = await Promise.all([
      services.startJob('recommender', '/admin/recommender/retrain'),
      services.startJob('churn', '/admin/churn/retrain'),
    ]);
    const erasure = await services.startJob('ingest', '/admin/users/erase', { userIds: [second] });
    const ended = [
      services.recommender.waitForJob(trainings[0]),
      services.churn.waitForJob(trainings[1]),
      services.ingest.waitForJob(erasure),
    ];
    for (const job of ended) expect(await job).toMatchObject({ state: 'succeeded' });
    expect(await tablesWith(second)).toEqual([]);
    expect(await artefactsWith(second)).toBe(0);
    expect(await answersTo(second)).toEqual(STRANGER);
  });
});
