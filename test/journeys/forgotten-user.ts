import type { JobDto } from '#common';
import { readdirSync } from 'node:fs';
import { USER_TABLES } from '../../apps/ingest-service/src/privacy/user-tables.js';
import { play } from '../medium/ingest-service/logs-folder.js';
import type { RunningServices, ServiceName } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';
import { tablesWith as allTablesWith } from '../support/tables-with.js';
import { until } from '../support/until.js';

/** An advisory lock of these tests alone. */
const HOLD = 4_711;
/** Known by nothing but posted events. */
const NEWCOMER = '777888999111';

interface SongsForUser {
  recommendationId: string;
  songs: { songId: string; score: number }[];
}

/** What the tests work on: services that have loaded archives and trained both models. */
export interface Journey {
  services: RunningServices;
  testDatabase: TestDatabase;
  /** Where the ingest service keeps uploads. */
  uploads: string;
}

let services: RunningServices;
let testDatabase: TestDatabase;
let uploads: string;
/** Who is erased first; and somebody else. */
let first: string;
let other: string;
/** Who are erased while jobs run that have read their events. */
let read: string[];

async function query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return await testDatabase.database.query<Row>(sql, parameters);
}

async function tablesWith(...userIds: string[]): Promise<string[]> {
  return await allTablesWith(testDatabase.database, ...userIds);
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

async function post(
  userId: string,
  eventId: string,
  recommendationId?: string,
  day = '2017-05-13',
): Promise<unknown> {
  const song = (
    await query<{ id: string }>(
      'SELECT song_id AS id FROM song WHERE length_seconds > 60 ORDER BY event_count DESC LIMIT 1',
    )
  )[0]!;
  const event = {
    ...{ eventId, kind: 'play', happenedAt: `${day}T20:10:00`, userId, songId: song.id },
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

const UPLOAD = '/admin/ingest/uploads/0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b';
const STRANGER = [404, 404, 404];

/** Jobs that read events long before they write, and the table whose first new row is late enough. */
const HELD_JOBS: { service: ServiceName; path: string; held: string }[] = [
  { service: 'recommender', path: '/admin/recommender/retrain', held: 'model_version' },
  { service: 'churn', path: '/admin/churn/retrain', held: 'churn_score_set' },
  { service: 'churn', path: '/admin/churn/score', held: 'churn_score_set' },
];

/**
 * Whoever inserts into the table waits until `work` has ended. @param work is told how to find out whether
 * somebody does
 */
async function whileHeld<T>(table: string, work: (isHeld: () => Promise<boolean>) => Promise<T>): Promise<T> {
  await query(`
    CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(${HOLD}); RETURN NEW; END $$;
    CREATE TRIGGER wait_here BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION wait_here()`);
  try {
    return await testDatabase.database.transaction(async (transaction) => {
      await transaction.query(`SELECT pg_advisory_xact_lock(${HOLD})`);
      return await work(async () => {
        const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${HOLD} AND NOT granted`;
        return (await transaction.query(waiting)).length > 0;
      });
    });
  } finally {
    await query(`DROP TRIGGER wait_here ON ${table}; DROP FUNCTION wait_here()`);
  }
}

/** The tests of erasures. They retrain and change what is loaded: everything else comes before them. */
export function describeErasedUser(journey: () => Journey): void {
  describe('a user who is erased', () => {
    let recommendation: SongsForUser;
    let othersList: SongsForUser;

    beforeAll(async () => {
      ({ services, testDatabase, uploads } = journey());
      // The longest ids: the bytes of a short one may stand among the factors of an artefact by chance.
      [first, other, ...read] = (
        await query<{ id: string }>(
          `SELECT DISTINCT user_id AS id FROM churn_score JOIN repeat_songs USING (user_id)
           WHERE user_id IN (SELECT user_id FROM search_event) AND user_id IN (SELECT user_id FROM download_event)
           ORDER BY user_id DESC LIMIT 5`,
        )
      ).map(({ id }) => id) as [string, string, ...string[]];
    });

    it('stands in every table of the list before, and in no other', async () => {
      recommendation = await services.recommender.get<SongsForUser>(`/recommend/${first}`);
      othersList = await services.recommender.get<SongsForUser>(`/recommend/${other}`);
      await shown(recommendation.recommendationId, recommendation.songs[0]!.songId);
      await post(first, 'an event', recommendation.recommendationId);
      const at = {
        happenedAt: '2017-05-13T21:00:00',
        userId: first,
        songId: recommendation.songs[1]!.songId,
      };
      const events = [{ eventId: 'a dislike', kind: 'dislike', ...at }];
      await services.ingest.get('/events', { method: 'POST', body: { events }, key: ADMIN_KEY });
      await post(NEWCOMER, 'another event');
      // An archive of this day has the user.
      const [played] = await query<{ day: string }>(
        'SELECT min(day) AS day FROM play_event WHERE user_id = $1',
        [first],
      );
      await post(first, 'an event that is superseded', undefined, played!.day);
      const decision = { excluded: false, reason: 'a friend' };
      await services.ingest.get(`/admin/ingest/exclusions/${first}`, { method: 'PUT', body: decision });
      // Of a version that is not live.
      await query(`WITH copied AS (
          INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
          SELECT kind, version + 1, true, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes
          FROM model_version WHERE kind = 'recommender' RETURNING id)
        INSERT INTO model_artefact_chunk SELECT copied.id, position, bytes FROM copied, model_artefact_chunk
        WHERE model_version_id = (SELECT id FROM model_version WHERE kind = 'recommender' AND version = 1)`);
      await services.ingest.get(`${UPLOAD}/20170513_2_play.log`, {
        method: 'PUT',
        rawBody: play(+first, 1, 100),
        headers: { 'content-type': 'application/octet-stream' },
      });
      const body = { userIds: [first] };
      await services.churn.get('/users/contact-suppression', { method: 'POST', body, key: ADMIN_KEY });
      // As a campaign of an earlier year and a load leave them.
      await query(
        `INSERT INTO campaign_assignment VALUES (1, $1, 'treatment', 0.5, 3, '2016-01-01', '2016-01-14', 1, true)`,
        [first],
      );
      await query(
        `INSERT INTO rejected_line (archive_id, line_number, reason, user_id, line)
         SELECT min(id), 1000000, 'bad_date', $1::bigint, $1::text || ' and more' FROM archive`,
        [first],
      );
      // Ids are numbers here, so that no text of them is stored; no rule excludes the user.
      const audiences = ['audience_listed_user', 'audience_member', 'audience_change'];
      // Rows of mapped files alone, of posted events for a moment, and of endpoints, which nobody has added.
      const others = ['play_key', 'posted_user', 'delivery_user'];
      const isEmpty = new Set(['excluded_user', 'user_key', ...others, ...audiences]);
      const listed = USER_TABLES.map(({ table }) => table).filter((table) => !isEmpty.has(table));
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
        const [row] = await query<{ n: number }>(
          `SELECT count(*)::int AS n FROM ${table} WHERE user_id = $1`,
          [first],
        );
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

    it('is a stranger to both services at once, and in nothing afterwards; others keep their lists', async () => {
      const erased = [first, NEWCOMER];
      const job = await services.startJob('ingest', '/admin/users/erase', { userIds: erased });
      const ended = services.ingest.waitForJob(job);
      for (let round = 0; round < 10; round++) {
        expect(await answersTo(first)).toEqual(STRANGER);
        expect(await answersTo(NEWCOMER)).toEqual(STRANGER);
      }
      expect(await ended).toMatchObject({ state: 'succeeded', result: { users: 2, models: 2 } });
      expect(await tablesWith(...erased)).toEqual([]);
      const listeners = await audience();
      for (const userId of erased) {
        expect(await artefactsWith(userId)).toBe(0);
        expect(await statisticsWith(userId)).toEqual([]);
        expect(listeners).not.toContain(userId);
      }
      const list = await services.recommender.get<SongsForUser>(`/recommend/${other}`);
      expect(list.songs).toEqual(othersList.songs);
    });

    it('comes back by no archive sent before, no event and no recommendation shown later', async () => {
      const job = await services.ingest.startJob(UPLOAD);
      expect(await services.ingest.waitForJob(job)).toMatchObject({
        state: 'succeeded',
        result: { rejected: { user_erased: 1 } },
      });
      expect(readdirSync(uploads)).toEqual([]);
      const { recommendationId, songs } = recommendation;
      expect(await post(first, 'a later event', recommendationId)).toMatchObject({
        accepted: 0,
        rejected: 1,
      });
      expect(await shown(recommendationId, songs[1]!.songId)).toMatchObject({ recorded: 0 });
      expect(await tablesWith(first)).toEqual([]);
    });

    it.each(HELD_JOBS.map((job, n) => ({ ...job, n })))(
      'is in nothing that $path writes afterwards, which had read the events before',
      async ({ service, path, held, n }) => {
        const userId = read[n]!;
        const { writing, erasure } = await whileHeld(held, async (isHeld) => {
          const job = await services.startJob(service, path);
          await until(isHeld, 'a job that is held', { deadline: 120_000 });
          const erase = await services.startJob('ingest', '/admin/users/erase', { userIds: [userId] });
          await until(async () => {
            const { state, progress } = await services.ingest.get<JobDto>(`/jobs/${erase.id}`);
            return state === 'succeeded' || progress.step.startsWith('waiting for jobs');
          }, 'the erasure');
          return { writing: job, erasure: erase };
        });
        expect(await services[service].waitForJob(writing)).toMatchObject({ state: 'succeeded' });
        expect(await services.ingest.waitForJob(erasure)).toMatchObject({ state: 'succeeded' });
        expect(await tablesWith(userId)).toEqual([]);
        expect(await artefactsWith(userId)).toBe(0);
        expect(await answersTo(userId)).toEqual(STRANGER);
      },
    );

    it('is in no line that a service prints', () => {
      for (const { output } of [services.ingest, services.churn, services.recommender]) {
        expect(output).toContain('listens on');
        for (const userId of [first, NEWCOMER, ...read]) expect(output).not.toContain(userId);
      }
    });

    it('counts again where that was a mistake, in all services at once', async () => {
      const users = { userIds: [first, NEWCOMER] };
      const readmitted = await services.ingest.get('/admin/users/readmit', { method: 'POST', body: users });
      expect(readmitted).toEqual({
        ...{ users: 2, readmitted: 2, included: 0 },
        ...{ suppressed: 1, excludedByHand: 0 },
      });
      expect(await answersTo(first)).toEqual(STRANGER);
      expect(await post(NEWCOMER, 'back again')).toMatchObject({ accepted: 1 });
      expect((await answersTo(NEWCOMER))[0]).toBe(200);
      const { recommendationId, songs } = recommendation;
      expect(await shown(recommendationId, songs[0]!.songId)).toMatchObject({ recorded: 1 });
    });
  });
}
