import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import type { Ask } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import { SMALL, threeTastes } from './running-recommender.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
let app: NestFastifyApplication;
let asked: Ask;

interface Suggestion {
  songId: string;
  userId: string;
  title: string | null;
  device: string;
  score: number;
  source: string;
}

/** The members of all kinds of answers; each expectation looks at those of its kind. */
interface Body {
  state: string;
  error: string;
  code: string;
  detail: string;
  details: { model: { version: number } };
  models: object[];
  total: number;
  report: {
    evaluation: Record<'model' | 'popularity', { k: number; users: number; recall: number; ndcg: number }>;
  };
  songs: Suggestion[];
  users: Suggestion[];
  reason: string | null;
  modelVersion: number;
  synthetic: boolean;
}

const ask = (url: string, { method = 'GET', ...question }: { key?: string; method?: 'GET' | 'POST' } = {}) =>
  asked<Body>(method, url, question);
const startRetraining = () => ask('/admin/recommender/retrain', { method: 'POST' });
const retrain = async () => await endOfStarted<Body>(asked, await startRetraining());

const plays = threeTastes();
const playedBy = (user: string) =>
  new Set(plays.filter((play) => play.user === user).map(({ song }) => song));

beforeAll(async () => {
  test = await createTestDatabase();
  app = await startApp(recommenderService, test.url, SMALL);
  asked = asking(app, recommenderService);
});

afterAll(async () => {
  await app.close();
  await test.drop();
});

describe('before there is a model', () => {
  it('answers 503 and says what to do', async () => {
    for (const url of ['/recommend/1', '/recommend/songs/1000/users']) {
      const { status, body } = await ask(url);
      expect(status).toBe(503);
      expect(body).toMatchObject({ code: 'no_live_model' });
      expect(body.detail).toContain('POST /admin/recommender/retrain');
    }
    expect((await ask('/recommend/models')).body).toEqual({
      nextCursor: null,
      rollbackTo: null,
      models: [],
    });
  });

  it('fails a retrain without events with one sentence', async () => {
    const job = await retrain();
    expect(job.state).toBe('failed');
    expect(job.error).toContain('load logs first');
  });
});

describe('after a retrain', () => {
  beforeAll(async () => {
    const songs = Array.from({ length: 60 }, (_, n) => ({
      song: String(1000 + n),
      seconds: 200,
      title: `Title ${n}`,
      singer: n === 0 ? undefined : `Singer ${n % 3}`,
    }));
    await writeListening(test.database, {
      songs: [...songs, { song: '2000', seconds: 10, title: 'Ringtone' }],
      plays: [
        ...plays,
        { user: '500', song: null, day: '2017-03-05' },
        { user: '501', song: '1001', day: '2017-03-05', playSeconds: 0 },
        { user: '666', song: '1001', day: '2017-03-05' },
      ],
      downloads: [],
    });
    await test.database.query("INSERT INTO excluded_user (user_id, reason) VALUES (666, 'test')");
    const job = await retrain();
    expect(job).toMatchObject({ state: 'succeeded', result: { version: 1, state: 'live' } });
    await until(async () => (await ask('/recommend/1')).status !== 503, 'the live model');
  });

  it('lists the version with its window, parameters, metrics and gate', async () => {
    const { models } = (await ask('/recommend/models')).body;
    expect(models).toHaveLength(1);
    const model = (await ask('/recommend/models/1')).body;
    const { report, ...summary } = model;
    const { model: evaluated, popularity } = report.evaluation;
    const { k, users, recall, ndcg } = evaluated;
    expect(models[0]).toEqual({
      ...summary,
      synthetic: false,
      metrics: {
        k,
        users,
        recall,
        ndcg,
        popularityNdcg: popularity.ndcg,
      },
    });
    expect(model).toMatchObject({
      version: 1,
      state: 'live',
      dataFrom: '2017-03-01',
      dataTo: '2017-03-12',
      seed: 42,
      parameters: { factors: 6, iterations: 10, minSongSeconds: 30, downloadWeight: 2 },
      report: {
        synthetic: false,
        data: { cut: '2017-03-09', heldOutDays: 3, usersWithHistory: 90, songs: 60 },
      },
      gate: { accepted: true },
    });
    expect(evaluated.k).toBe(20);
    expect(evaluated.ndcg).toBeGreaterThan(popularity.ndcg);
    expect(evaluated.recall).toBeGreaterThan(popularity.recall);
  });

  it('gives a user songs of the own taste, named, scored and not yet played', async () => {
    const { status, body } = await ask('/recommend/7?limit=5');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      userId: '7',
      modelVersion: 1,
      dataTo: '2017-03-12',
      synthetic: false,
      reason: null,
    });
    expect(body.songs).toHaveLength(5);
    const played = playedBy('7');
    for (const song of body.songs) {
      expect(played.has(song.songId)).toBe(false);
      expect(song.title).toBe(`Title ${Number(song.songId) - 1000}`);
      expect(song.source).toBe('model');
    }
    expect((Number(body.songs[0]!.songId) - 1000) % 3).toBe(7 % 3);
    const scores = body.songs.map((song) => song.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('gives fewer songs rather than filler, 20 by default', async () => {
    const all = (await ask('/recommend/7?limit=200')).body.songs;
    expect(all).toHaveLength(60 - playedBy('7').size);
    expect((await ask('/recommend/7')).body.songs).toEqual(all.slice(0, 20));
  });

  it.each([
    ['500', 'not yet listened', 'a user with unknown songs only'],
    ['501', 'not yet listened', 'a user with skips only'],
    ['666', 'excluded', 'an excluded user'],
    ['0', 'excluded', 'the anonymous pool'],
  ])('gives popular songs, marked as such, to user %s: %s (%s)', async (userId, reason) => {
    const { status, body } = await ask(`/recommend/${userId}?limit=60`);
    expect(status).toBe(200);
    expect(body.reason).toContain(reason);
    expect(new Set(body.songs.map((song) => song.source))).toEqual(new Set(['popular']));
    const ids = body.songs.map((song) => song.songId);
    expect(ids.includes('1001')).toBe(userId !== '501');
  });

  it('gives users for a song, with devices, without those who have met it', async () => {
    const { status, body } = await ask('/recommend/songs/1004/users?limit=10');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      songId: '1004',
      title: 'Title 4',
      singer: 'Singer 1',
      reason: null,
      modelVersion: 1,
    });
    expect(body.users).toHaveLength(10);
    for (const user of body.users) {
      expect(playedBy(user.userId).has('1004')).toBe(false);
      expect(user.device).toBe(['ar', 'ip', 'mc', 'wp'][Number(user.userId) % 4]);
      expect(user.source).toBe('model');
    }
    expect(Number(body.users[0]!.userId) % 3).toBe(4 % 3);
  });

  it('gives an empty list with its reason for a known song outside the model', async () => {
    const { status, body } = await ask('/recommend/songs/2000/users');
    expect(status).toBe(200);
    expect(body).toMatchObject({ songId: '2000', title: 'Ringtone', singer: null, users: [] });
    expect(body.reason).toContain('too short');
  });

  it.each([
    ['/recommend/999999', 404, 'user_unknown'],
    ['/recommend/songs/999999/users', 404, 'song_unknown'],
    ['/recommend/songs/0/users', 404, 'song_unknown'],
    ['/recommend/9223372036854775807', 404, 'user_unknown'],
    ['/recommend/9223372036854775808', 400, 'validation_failed'],
    ['/recommend/1?surprise=1', 400, 'validation_failed'],
  ])('refuses %s with %s %s', async (url, expected, code) => {
    const { status, headers, body } = await ask(url);
    expect({ status, code: body.code }).toEqual({ status: expected, code });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body.detail.length).toBeGreaterThan(10);
  });

  it('refuses a second retrain while one waits or runs', async () => {
    const first = await startRetraining();
    const second = await startRetraining();
    expect([first.status, second.status]).toEqual([202, 409]);
    expect(second.body.code).toBe('job_running');
    await endOfStarted(asked, first);
  });

  it('gives the same model for the same events and tells readiness which version it serves', async () => {
    const rows = await test.database.query<{ sha: string }>(
      "SELECT artefact_sha256 AS sha FROM model_version WHERE kind = 'recommender' ORDER BY version",
    );
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual(rows[0]);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.body.details.model.version).toBeGreaterThanOrEqual(1);
  });

  it('marks answers of a model trained on sample logs', async () => {
    await test.database.query("INSERT INTO sample_log_set (manifest) VALUES ('{}')");
    expect((await retrain()).state).toBe('succeeded');
    const { body } = await ask('/recommend/7');
    expect(body).toMatchObject({ modelVersion: 3, synthetic: true });
  });
});
