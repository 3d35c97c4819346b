import type { JobDto } from '#common';
import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChurnModelDto as ChurnModel } from '../../apps/churn-service/src/registry/churn-model.dto.js';
import type { ArchiveDto as Archive } from '../../apps/ingest-service/src/archives/archive.dto.js';
import type { SongsForUserDto as SongsForUser } from '../../apps/recommender-service/src/answers/recommendation.dto.js';
import type { UsersForSongDto as UsersForSong } from '../../apps/recommender-service/src/serving/audience/audience.dto.js';
import { startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import { scrape } from '../support/scrape.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { describeErasedUser } from './forgotten-user.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

const USERS = 2_500;
const FIRST_DAY = '2017-03-30';
const SNAPSHOT = '2017-04-28';
const LAST_DAY = '2017-05-12';
const NAMES = ['ingest', 'churn', 'recommender'] as const;

let testDatabase: TestDatabase;
let services: RunningServices;
let folder: string;
let uploads: string;
let manifest: SampleManifest;
let loaded: Record<string, unknown>;
let retrained: Record<string, unknown>[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'journey-'));
  chmodSync(folder, 0o755);
  const directory = join(folder, 'logs');
  uploads = join(folder, 'uploads');
  mkdirSync(uploads);
  testDatabase = await createTestDatabase();
  manifest = await writeSampleLogs({
    directory,
    userCount: USERS,
    firstDay: FIRST_DAY,
    lastDay: LAST_DAY,
    // A seed whose few hundred test users are not an unlucky draw: the model must pass its gate.
    seed: 2,
  });
  services = await startServices({
    databaseUrl: testDatabase.url,
    logsFolder: directory,
    environment: { METRICS_PORT: '0', UPLOADS_DIR: uploads, CHURN_MODELS: 'logistic-regression' },
  });
  loaded = await services.runJob('ingest', '/admin/ingest/archives', { path: '.' });
  retrained = await Promise.all([
    services.runJob('churn', '/admin/churn/retrain'),
    services.runJob('recommender', '/admin/recommender/retrain'),
  ]);
}, 240_000);

afterAll(async () => {
  const ended = await (services as RunningServices | undefined)?.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
  expect(ended).toEqual({ ingest: 'SIGTERM', churn: 'SIGTERM', recommender: 'SIGTERM' });
});

async function query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return await testDatabase.database.query<Row>(sql, parameters);
}

async function ids(sql: string, parameters: unknown[] = []): Promise<string[]> {
  return (await query<{ id: string }>(sql, parameters)).map(({ id }) => id);
}

/** All archives, page by page. */
async function archives(): Promise<Archive[]> {
  const all: Archive[] = [];
  let cursor: string | null = null;
  do {
    const page: { archives: Archive[]; nextCursor: string | null } = await services.ingest.get(
      `/ingest/archives?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    all.push(...page.archives);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

function sumBy<T>(items: T[], counts: (item: T) => Record<string, number>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const item of items) {
    for (const [key, count] of Object.entries(counts(item))) sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

describe('loading', () => {
  it('loads what the generator wrote, no event more or less', async () => {
    const truncated = manifest.holes.filter(({ state }) => state === 'truncated').length;
    expect(loaded).toMatchObject({
      archives: { loaded: manifest.archives - truncated, partial: truncated, refused: 0, duplicate: 0 },
      reasons: { truncated },
      events: manifest.events,
    });
    const [events] = await query(`SELECT (SELECT count(*)::int FROM play_event) AS play,
      (SELECT count(*)::int FROM download_event) AS download, (SELECT count(*)::int FROM search_event) AS search`);
    expect(events).toEqual(manifest.events);
  });

  it('tells of every archive what the manifest tells of all', async () => {
    const all = await archives();
    expect(all).toHaveLength(manifest.archives);
    expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).sort());
    const partial = all.filter(({ state }) => state !== 'loaded');
    expect(partial.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['20170424_1_play.log.tar.gz', 'partial', 'truncated'],
      ['20170424_2_play.log.tar.gz', 'partial', 'truncated'],
    ]);
    expect(sumBy(all, ({ kind, eventCount }) => ({ [kind!]: eventCount }))).toEqual(manifest.events);

    for (const { lineCount, eventCount, rejected } of all) {
      expect(lineCount).toBe(eventCount + Object.values(rejected).reduce((sum, count) => sum + count, 0));
    }
  });

  it('finds the dirt that the generator strewed', async () => {
    const all = await archives();
    const { dirt } = manifest;
    const rejected = sumBy(all, (archive) => archive.rejected);
    expect(rejected['cut_line']).toBe(dirt.brokenLastLine);
    expect(rejected['user_id_missing'] ?? 0).toBe(dirt.blankUser);
    const noLines = ['count_line', 'too_few_fields', 'too_many_fields', 'broken_row', 'user_id_malformed'];
    expect(noLines.reduce((sum, reason) => sum + (rejected[reason] ?? 0), 0)).toBe(
      dirt.countLine + dirt.binaryLine,
    );
    const repaired = sumBy(all, (archive) => archive.repaired);
    const isNearly = (rule: string, written: number): void => {
      // What was written behind the end of the truncated archives cannot be found.
      expect(repaired[rule]).toBeLessThanOrEqual(written);
      expect(repaired[rule]).toBeGreaterThan(0.9 * written);
    };
    isNearly('play_seconds_address', dirt.secondsWithAddress);
    isNearly('line_break_removed', dirt.carriageReturnInTitle);
    expect(repaired['title_tab_joined']).toBeLessThanOrEqual(dirt.tabInTitle);
    expect(repaired['text_bytes_replaced']).toBeLessThanOrEqual(dirt.invalidBytesInTitle);
  });

  it('has the holes that the generator left, and no others', async () => {
    const holes = await ids(`SELECT day || ' ' || kind AS id FROM coverage_hole ORDER BY day, kind`);
    // Searches of so few users are too few to tell a small day; coverage-view.spec.ts has more of them.
    const left = manifest.holes.filter(({ kind, state }) => kind !== 'search' || state !== 'small');
    const expected = new Set(left.map(({ date, kind }) => `${date} ${kind}`));
    expect(holes).toEqual([...expected].sort());
  });

  it('counts every user and day once', async () => {
    const [row] = await query(`SELECT sum(plays)::int AS play, sum(downloads)::int AS download,
      sum(searches)::int AS search FROM user_day`);
    expect(row).toEqual(manifest.events);
  });

  it('does nothing the second time, and streams how it goes', async () => {
    const job = await services.startJob('ingest', '/admin/ingest/archives', { path: '.' });
    const stream = await services.ask('ingest', `/jobs/${job.id}/stream`);
    expect(stream.status).toBe(200);
    expect(stream.contentType).toContain('text/event-stream');
    const told = stream.text
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as JobDto);
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([job.id]));
    const last = told.at(-1)!;
    expect(last).toMatchObject({ kind: 'ingest', state: 'succeeded', progress: { fraction: 1 } });
    expect(last.result).toMatchObject({
      archives: { loaded: 0, partial: 0, refused: 0, duplicate: 0, unchanged: manifest.archives },
      events: { play: 0, download: 0, search: 0 },
    });
    for (const { state } of told.slice(0, -1)) expect(['queued', 'running']).toContain(state);
    const fractions = told.map(({ progress }) => progress.fraction ?? 0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    const [events] = await query('SELECT count(*)::int AS play FROM play_event');
    expect(events).toEqual({ play: manifest.events.play });
  });
});

describe('churn', () => {
  it('has a live model that is evaluated on users it has not seen, beside baselines and the best reachable', async () => {
    const { models } = await services.churn.get<{ models: object[] }>('/churn/models');
    expect(models).toMatchObject([{ version: 1, state: 'live', synthetic: true }]);
    const model = await services.churn.get<ChurnModel>('/churn/models/1');
    expect(model).toMatchObject({
      version: 1,
      state: 'live',
      snapshotDate: SNAPSHOT,
      dataFrom: FIRST_DAY,
      dataTo: LAST_DAY,
      gate: { accepted: true },
      report: { synthetic: true, bestReachable: manifest.bestReachable },
    });
    const { metrics, baselines } = model.report;
    const { auc } = manifest.bestReachable!;
    expect(metrics.test.users).toBeGreaterThan(0.1 * USERS);
    expect(metrics.test.rocAuc).toBeGreaterThan(0.8);
    const { churnRate } = metrics.test;
    expect(metrics.test.brier).toBeLessThan(churnRate * (1 - churnRate));
    expect(metrics.test.rocAuc).toBeGreaterThan(baselines.recency.test.rocAuc);
    expect(metrics.test.rocAuc).toBeLessThan(auc + 0.05);
    expect(metrics.train.rocAuc).toBeLessThan(auc + 0.05);
  });

  it('has scored everybody of the newest day', async () => {
    const [population] = await query<{ users: number }>(
      `SELECT count(DISTINCT user_id)::int AS users FROM user_day
       WHERE day > $1::date - 30 AND user_id NOT IN (SELECT user_id FROM excluded_user)`,
      [LAST_DAY],
    );
    expect(retrained[0]).toMatchObject({
      state: 'live',
      trainedOnSnapshot: SNAPSHOT,
      scoredSnapshot: LAST_DAY,
      scoredUsers: population!.users,
    });
  });

  it('answers how likely a user is to leave, and why', async () => {
    const users = await ids(
      `SELECT user_id AS id FROM churn_score WHERE snapshot_date = $1 ORDER BY hashint8(user_id) LIMIT 10`,
      [LAST_DAY],
    );
    expect(users).toHaveLength(10);
    for (const userId of users) {
      const answer = await services.churn.get<Record<string, unknown>>(`/churn/${userId}`);
      expect(answer).toMatchObject({
        userId,
        snapshotDate: LAST_DAY,
        horizonDays: 14,
        trainedOnSnapshot: SNAPSHOT,
        modelVersion: 1,
        synthetic: true,
      });
      expect(answer['probability']).toBeGreaterThan(0);
      expect(answer['probability']).toBeLessThan(1);
      expect(answer['reasons']).toContainEqual(
        expect.objectContaining({ sentence: expect.stringMatching(/^[A-Z].*\.$/) as unknown }),
      );
    }
  });

  it('says how many users are worth a contact, and lists them', async () => {
    const { cut, plan, test } = await services.churn.get<{
      cut: number;
      plan: Record<string, number>;
      test: { net: { value: number }; randomSameSize: number };
    }>('/churn/decision?contactCost=1&savedValue=10&successRate=0.2&budget=40');
    expect(plan['contacts']).toBe(40);
    expect(plan['expectedNet']).toBeGreaterThan(plan['randomSameSize']!);
    expect(test.net.value).toBeGreaterThan(test.randomSameSize);
    const { users } = await services.churn.get<{ users: { probability: number }[] }>('/churn?limit=40');
    expect(users.at(-1)!.probability).toBe(plan['lowestProbability']);
    expect(users.at(-1)!.probability).toBeGreaterThanOrEqual(cut);
  });

  it('ranks users by what is lost with them, once their values are known', async () => {
    const users = await ids('SELECT DISTINCT user_id AS id FROM churn_score ORDER BY 1', []);
    const stored = await services.churn.get('/admin/users/values', {
      method: 'PUT',
      rawBody: `user_id,value\n${users.map((id, n) => `${id},${n % 50}`).join('\n')}\n`,
      headers: { 'content-type': 'text/csv' },
    });
    expect(stored).toEqual({ users: users.length, erasedUsers: 0 });
    const { users: first } = await services.churn.get<{ users: { valueAtRisk: number }[] }>(
      '/churn?order=value&limit=100',
    );
    const atRisk = first.map(({ valueAtRisk }) => valueAtRisk);
    expect(atRisk).toEqual(atRisk.toSorted((a, b) => b - a));
    expect(atRisk[0]).toBeGreaterThan(30);
  });

  it('gives those who are silent a higher risk than those who were there every day', async () => {
    const risk = async (order: string): Promise<number> => {
      const users = await ids(
        `SELECT user_id AS id FROM user_day JOIN churn_score USING (user_id) WHERE snapshot_date = $1 AND day > $1::date - 30
         GROUP BY user_id ORDER BY ${order} LIMIT 5`,
        [LAST_DAY],
      );
      const answers = await Promise.all(
        users.map((id) => services.churn.get<{ probability: number }>(`/churn/${id}`)),
      );
      return Math.max(...answers.map(({ probability }) => probability));
    };
    expect(await risk('count(*) DESC, user_id')).toBeLessThan(0.3);
    expect(await risk('max(day), count(*), user_id')).toBeGreaterThan(0.7);
  });

  it('says of the anonymous pool that it is left out', async () => {
    const answer = await services.ask('churn', '/churn/0');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'user_excluded']);
  });
});

describe('recommendations', () => {
  const played = (userId: string): Promise<string[]> =>
    ids('SELECT DISTINCT song_id AS id FROM play_event WHERE user_id = $1 AND song_id IS NOT NULL', [userId]);

  it('come from a live model that was evaluated on held-out days', async () => {
    expect(retrained[1]).toMatchObject({ version: 1, state: 'live' });
    const any = expect.any(Number) as unknown;
    const { models } = await services.recommender.get<{ models: object[] }>('/recommend/models');
    expect(models).toMatchObject([
      { state: 'live', synthetic: true, metrics: { k: 20, recall: any, ndcg: any, popularityNdcg: any } },
    ]);
  });

  it('never name a song that the user has played', async () => {
    const users = await ids(
      `SELECT user_id AS id FROM play_event WHERE song_id IS NOT NULL AND user_id NOT IN (SELECT user_id FROM excluded_user)
       GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT 20`,
    );
    for (const userId of users) {
      const answer = await services.recommender.get<SongsForUser>(`/recommend/${userId}?limit=50`);
      expect(answer).toMatchObject({ userId, dataTo: LAST_DAY, synthetic: true, reason: null });
      const songs = answer.songs.map(({ songId }) => songId);
      expect(songs).toHaveLength(50);
      expect(new Set(songs).size).toBe(50);
      expect(new Set(answer.songs.map(({ source }) => source))).toEqual(new Set(['model']));
      const known = new Set(await played(userId));
      expect(songs.filter((songId) => known.has(songId))).toEqual([]);
      const scores = answer.songs.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it('never name a user who has played the song', async () => {
    const songs = await ids(
      `SELECT song_id AS id FROM play_event JOIN song USING (song_id) WHERE length_seconds >= 30
       GROUP BY song_id ORDER BY count(DISTINCT user_id) DESC, song_id LIMIT 10`,
    );
    for (const songId of songs) {
      const answer = await services.recommender.get<UsersForSong>(
        `/recommend/songs/${songId}/users?limit=100`,
      );
      expect(answer.users).toHaveLength(100);
      const listeners = new Set(
        await ids('SELECT DISTINCT user_id AS id FROM play_event WHERE song_id = $1', [songId]),
      );
      expect(answer.users.filter(({ userId }) => listeners.has(userId))).toEqual([]);
    }
  });

  it('are popular songs, marked as such, for a user without plays', async () => {
    const users = await ids(
      `SELECT user_id AS id FROM user_day GROUP BY user_id HAVING sum(plays + downloads) = 0 ORDER BY 1 LIMIT 3`,
    );
    expect(users.length).toBeGreaterThan(0);
    for (const userId of users) {
      const answer = await services.recommender.get<SongsForUser>(`/recommend/${userId}`);
      expect(answer.songs).toHaveLength(20);
      expect(new Set(answer.songs.map(({ source }) => source))).toEqual(new Set(['popular']));
      expect(answer.reason).toMatch(/not yet listened/);
    }
  });
});

describe('what was posted a moment ago', () => {
  const NEWCOMER = '888888888888';
  let posted = 0;
  const songIds = ({ songs }: SongsForUser): string[] => songs.map(({ songId }) => songId);
  const list = (userId: string): Promise<SongsForUser> =>
    services.recommender.get<SongsForUser>(`/recommend/${userId}?limit=20`);

  /** Posts whole plays of these songs, and answers the list of the user after it with the seconds from one answer to the other. */
  async function listAfterPlays(
    userId: string,
    songs: string[],
  ): Promise<{ after: SongsForUser; seconds: number }> {
    const events = songs.map((songId, n) => ({
      // No id of a user: those of events stay when the user is erased.
      eventId: `fresh-${posted++}`,
      kind: 'play',
      happenedAt: `2017-05-13T20:${10 + n}:00`,
      userId,
      songId,
      playSeconds: 200,
      songSeconds: 200,
    }));
    const key = ADMIN_KEY;
    const answer = await services.ingest.get('/events', { method: 'POST', body: { events }, key });
    expect(answer).toMatchObject({ accepted: songs.length, rejected: 0 });
    const answered = performance.now();
    const after = await list(userId);
    return { after, seconds: (performance.now() - answered) / 1000 };
  }

  it('is in the next list of this user within a second, without a training', async () => {
    const [userId] = await ids(
      `SELECT user_id AS id FROM play_event WHERE song_id IS NOT NULL AND user_id NOT IN (SELECT user_id FROM excluded_user)
       GROUP BY user_id ORDER BY abs(count(*) - 60), user_id LIMIT 1`,
    );
    const before = await list(userId!);
    expect(before).toMatchObject({ freshEvents: 0, modelVersion: 1 });
    const played = songIds(before).slice(10, 16);
    const { after, seconds } = await listAfterPlays(userId!, played);
    expect(seconds).toBeLessThan(1);
    expect(after).toMatchObject({ freshEvents: played.length, modelVersion: 1, reason: null });
    expect(new Set(after.songs.map(({ source }) => source))).toEqual(new Set(['fold-in']));
    expect(songIds(after).filter((songId) => played.includes(songId))).toEqual([]);
    // Not only are the played songs gone: the rest has another order.
    const rest = songIds(before).filter((songId) => !played.includes(songId));
    expect(songIds(after).slice(0, rest.length)).not.toEqual(rest);
  });

  it('makes the list of somebody nobody knew personal at once', async () => {
    expect((await services.ask('recommender', `/recommend/${NEWCOMER}`)).status).toBe(404);
    const popular = await services.recommender.get<SongsForUser>('/recommend/popular?limit=3');
    const { after, seconds } = await listAfterPlays(NEWCOMER, songIds(popular));
    expect(seconds).toBeLessThan(1);
    expect(after).toMatchObject({ userId: NEWCOMER, freshEvents: 3, modelVersion: 1, reason: null });
    expect(new Set(after.songs.map(({ source }) => source))).toEqual(new Set(['fold-in']));
    expect(after.songs).toHaveLength(20);
  });
});

it('the services print no error, key or address', () => {
  for (const name of NAMES) {
    expect(services[name].output).not.toMatch(/"level":"error"/);
    expect(services[name].output).not.toContain(ADMIN_KEY);
    // Addresses of RFC 5737 stand in the sample logs, by the hundred.
    expect(services[name].output).not.toMatch(/(192\.0\.2|198\.51\.100|203\.0\.113)\.\d/);
  }
});

describe('metrics', () => {
  const metricsOf = (name: 'ingest' | 'churn' | 'recommender') =>
    scrape(/Metrics on (\S+\/metrics)/.exec(services[name].output)![1]!);

  it('tell of what was loaded and posted', async () => {
    const series = await metricsOf('ingest');
    for (const kind of ['play', 'download', 'search'] as const) {
      expect(series.get(`musicbox_ingest_events_total{kind="${kind}"}`)).toBe(manifest.events[kind]);
    }
    const truncated = manifest.holes.filter(({ state }) => state === 'truncated').length;
    expect(series.get('musicbox_ingest_archives_total{state="partial"}')).toBe(truncated);
    expect(series.get('musicbox_posted_events_total{status="accepted"}')).toBeGreaterThan(0);
    expect(series.get('musicbox_jobs{kind="ingest",state="succeeded"}')).toBe(2);
  });

  it('tell which models are served, how old they and the scores are, and what caches are good for', async () => {
    const [churn, recommender] = [await metricsOf('churn'), await metricsOf('recommender')];
    expect(churn.get('musicbox_model_version{kind="churn"}')).toBe(1);
    expect(recommender.get('musicbox_model_version{kind="recommender"}')).toBe(1);
    expect(churn.get('musicbox_churn_scores_lag_days')).toBe(0);
    for (const [series, name] of [
      [churn, 'musicbox_model_age_seconds{kind="churn"}'],
      [recommender, 'musicbox_model_age_seconds{kind="recommender"}'],
      [churn, 'musicbox_churn_scores_age_seconds'],
    ] as const) {
      expect(series.get(name)).toBeGreaterThan(0);
      expect(series.get(name)).toBeLessThan(3600);
    }
    for (const [series, cache] of [
      [churn, 'newest_scores'],
      [recommender, 'song_names'],
    ] as const) {
      expect(series.get(`musicbox_cache_lookups_total{cache="${cache}",result="miss"}`)).toBeGreaterThan(0);
      expect(series.get(`musicbox_cache_lookups_total{cache="${cache}",result="hit"}`)).toBeGreaterThan(0);
    }
  });
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  beforeAll(() => {
    const urls = Object.fromEntries(NAMES.map((name) => [name, { url: services[name].url }]));
    const keys = { readKey: READ_KEY, writeKey: ADMIN_KEY, adminKey: ADMIN_KEY };
    mkdirSync(join(folder, '.musicbox'));
    writeFileSync(join(folder, '.musicbox/access.json'), JSON.stringify({ ...urls, ...keys }));
    symlinkSync(join(folder, 'logs'), join(folder, '.musicbox/sample-logs'));
  });

  it('has commands that are answered as written, for a user and a song of these logs', async () => {
    const [userId] = await ids(
      'SELECT user_id AS id FROM churn_score WHERE snapshot_date = $1 ORDER BY user_id LIMIT 1',
      [LAST_DAY],
    );
    const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
      .map(([, block]) => block!)
      .filter((block) => !block.startsWith('npm'));
    const script = commands
      .join('')
      .replace(/USER_ID=\d+/, `USER_ID=${userId!}`)
      .replaceAll('localhost:3001', services.ingest.url)
      .replaceAll('localhost:3002', services.churn.url)
      .replaceAll('localhost:3003', services.recommender.url);
    const curl = 'curl() { command curl -sS --fail-with-body -w "\\n%{http_code}\\n" "$@"; }';
    const printed = execFileSync('bash', ['-euc', `${curl}\n${script}`], { cwd: folder, encoding: 'utf8' });
    const statuses = printed.split('\n').filter((line) => /^\d{3}$/.test(line));
    expect(statuses).toHaveLength(script.match(/^curl /gm)!.length);
    expect(statuses.filter((status) => !status.startsWith('2'))).toEqual([]);
  });

  it('has an example that asks the three services through the client', () => {
    const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
    // In the checkout, where #clients is known; run where the data folder is.
    const program = resolve('dist/readme-example.ts');
    writeFileSync(program, example);
    const said = execFileSync(process.execPath, [program], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    rmSync(program);
    expect(said.match(/songId: '\d+'/g)?.length).toBeGreaterThan(5);
    expect(said).toContain("state: 'succeeded'");
  });
});

describeErasedUser(() => ({ services, testDatabase, uploads }));
