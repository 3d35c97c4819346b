import type { Database } from '#common';
import { ADMIN, endOfStarted, READ } from '../../support/service-app.js';
import { useChurnService, population } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const USERS = 600;

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });
let database: Database;

beforeAll(async () => {
  ({ database } = service);
  await createDays(database, FIRST, dayAfter(LAST, 2));
});

interface Reason {
  direction: string;
  sentence: string;
}

interface Metrics {
  users: number;
  rocAuc: number;
  prAuc: number;
  brier: number;
  logLoss: number;
}

/** The members of all answers that these tests look into. */
interface Body {
  code?: string;
  detail?: string;
  probability?: number;
  catalogueHash?: string;
  modelVersion?: number;
  freshness?: { source: string };
  synthetic?: boolean;
  reasons?: Reason[];
  report?: {
    metrics: { train: Metrics; test: Metrics };
    baselines: { recency: { test: Metrics } };
    effects: { families: object[] };
  };
  models?: object[];
  paths?: object;
  components?: { schemas: { ChurnScoreDto: { required: string[] } } };
}

const request = (method: 'GET' | 'POST', url: string, key: string | null = READ) =>
  service.ask<Body>(method, url, { key });

const retrain = () => service.run<{ scoredUsers: number }>('/admin/churn/retrain');

describe('churn service', () => {
  it('says that nothing is trained yet', async () => {
    const { status, body } = await request('GET', '/churn/1000');
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'churn_model_missing', status: 503 });
    expect(body.detail).toContain('POST /admin/churn/retrain');
    expect((await request('GET', '/churn/models')).body).toEqual({
      nextCursor: null,
      rollbackTo: null,
      models: [],
      shadow: { choice: 'newest', version: null, found: expect.any(String) as string },
    });
  });

  it('fails a retraining without logs, and one with too few users, with a sentence', async () => {
    expect(await retrain()).toMatchObject({
      state: 'failed',
      error: 'No logs have been loaded yet; load archives first.',
    });
    await markLoaded(database, daysBetween(FIRST, LAST));
    await insertUserDays(database, [userDay(1n, FIRST)]);
    const job = await retrain();
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.error).toContain('Too few users to train');
    await database.query('TRUNCATE user_day');
  });

  it('trains, promotes, scores everybody and answers with reasons', async () => {
    await insertUserDays(database, [
      ...population(USERS, FIRST, LAST),
      userDay(0n, LAST),
      userDay(99n, LAST),
    ]);
    await database.query(
      `INSERT INTO excluded_user (user_id, reason) VALUES (99, 'more than 24 hours in a day')`,
    );
    const job = await retrain();
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { version: 1, state: 'live', trainedOnSnapshot: '2017-04-28', scoredSnapshot: LAST },
    });
    const [{ n }] = (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM churn_score')) as [
      { n: number },
    ];
    expect(job.result.scoredUsers).toBe(n);

    await until(async () => (await request('GET', '/churn/1000')).status !== 503, 'the live model');
    const [best] = await database.query<{ id: string; probability: number }>(
      'SELECT user_id AS id, probability FROM churn_score ORDER BY probability DESC, user_id LIMIT 1',
    );
    const { status, body } = await request('GET', `/churn/${best!.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      userId: best!.id,
      probability: best!.probability,
      band: 'high',
      bandCuts: { mediumFrom: 0.4, highFrom: 0.7 },
      snapshotDate: LAST,
      horizonDays: 14,
      trainedOnSnapshot: '2017-04-28',
      modelVersion: 1,
      synthetic: false,
    });
    const [first] = body.reasons!;
    expect(first!.direction).toBe('raises');
    expect(first!.sentence).toMatch(/raises the risk\.$/);
  });

  it('reports the version beside its baselines', async () => {
    const { body: model } = await request('GET', '/churn/models/1');
    expect(model).toMatchObject({
      version: 1,
      state: 'live',
      dataFrom: FIRST,
      dataTo: LAST,
      gate: { accepted: true },
    });
    const { metrics, baselines, ...report } = model.report!;
    expect(metrics.test.logLoss).toBeLessThan(baselines.recency.test.logLoss);
    expect(metrics.test.brier).toBeLessThan(baselines.recency.test.brier);
    expect(metrics.train.users + metrics.test.users).toBeLessThanOrEqual(USERS);
    expect(report).toMatchObject({
      synthetic: false,
      bestReachable: null,
      holes: [],
      split: { seed: 42, testShare: 0.2 },
    });
    expect(report.effects.families.length).toBeGreaterThan(3);
  });

  it('lists versions as summaries, by pages', async () => {
    const { report, catalogueHash, ...common } = (await request('GET', '/churn/models/1')).body;
    expect(catalogueHash).not.toBeNull();
    const { users, rocAuc, prAuc, logLoss, brier } = report!.metrics.test;
    const recencyRocAuc = report!.baselines.recency.test.rocAuc;
    const metrics = { users, rocAuc, recencyRocAuc, prAuc, logLoss, brier };
    expect((await request('GET', '/churn/models?limit=1')).body).toEqual({
      nextCursor: null,
      rollbackTo: null,
      shadow: expect.anything() as object,
      models: [{ ...common, synthetic: false, metrics }],
    });
    for (const query of ['cursor=x', 'page=2', 'limit=201', 'size=1'])
      expect((await request('GET', `/churn/models?${query}`)).status).toBe(400);
  });

  it('tells users without a score apart, and ids that are none', async () => {
    await insertUserDays(database, [userDay(50n, FIRST), userDay(51n, dayAfter(LAST, 1))]);
    expect((await request('GET', '/churn/987654321')).body).toMatchObject({
      status: 404,
      code: 'user_unknown',
    });
    expect((await request('GET', '/churn/50')).body).toMatchObject({
      status: 404,
      code: 'user_outside_population',
      detail: expect.stringContaining('no event from 2017-04-13 to 2017-05-12') as string,
      lastSeen: FIRST,
    });
    expect((await request('GET', '/churn/51')).body).toMatchObject({
      code: 'user_outside_population',
      detail: expect.stringContaining('first seen on 2017-05-13') as string,
    });
    expect((await request('GET', '/churn/99')).body).toMatchObject({
      status: 404,
      code: 'user_excluded',
      detail: expect.stringContaining('more than 24 hours in a day') as string,
    });
    expect((await request('GET', '/churn/0')).body).toMatchObject({ code: 'user_excluded' });
    for (const id of ['abc', '-1', '1.5', '9223372036854775808', '1%20', '1'.repeat(60)]) {
      expect((await request('GET', `/churn/${id}`)).status).toBe(400);
    }
  });

  it('scores whoever was loaded after everybody was scored, and forgets whoever was excluded since', async () => {
    await insertUserDays(database, [userDay(70n, LAST, { plays: 30 })]);
    const { status, body } = await request('GET', '/churn/70');
    expect(status).toBe(200);
    expect(body.reasons!.length).toBeGreaterThan(0);
    await database.query(`INSERT INTO excluded_user (user_id, reason) VALUES (70, 'service account')`);
    expect((await request('GET', '/churn/70')).body).toMatchObject({ code: 'user_excluded' });
  });

  it('serves the newest complete day with a model from before', async () => {
    const newDay = dayAfter(LAST, 1);
    await insertUserDays(database, [userDay(71n, newDay, { plays: 12 })]);
    await markLoaded(database, [newDay]);
    await until(async () => (await request('GET', '/churn/71')).status === 200, 'an answer');
    expect((await request('GET', '/churn/71')).body).toMatchObject({
      snapshotDate: newDay,
      trainedOnSnapshot: '2017-04-28',
      modelVersion: 1,
    });
  });

  it('scores on demand exactly as it scores everybody', async () => {
    // Live, or refused for want of users who could tell: everybody is scored either way.
    expect(await retrain()).toMatchObject({ state: 'succeeded', result: { version: 2 } });
    const id = '1007';
    await until(
      async () => (await request('GET', `/churn/${id}`)).body.freshness!.source === 'stored',
      'stored scores',
    );
    const { body: fromTable } = await request('GET', `/churn/${id}`);
    await database.query('DELETE FROM churn_score WHERE user_id = $1', [id]);
    const { body: onDemand } = await request('GET', `/churn/${id}`);
    expect(onDemand.reasons).toEqual(fromTable.reasons);
    expect(onDemand.probability).toBeCloseTo(fromTable.probability!, 6);
  });

  it('says that logs are generated, and what the best reachable is', async () => {
    const best = { auc: 0.93, snapshotDate: '2017-04-29', featureDays: 30, labelDays: 14 };
    await database.query('INSERT INTO sample_log_set (manifest) VALUES ($1)', [
      JSON.stringify({ bestReachable: best }),
    ]);
    const job = await retrain();
    expect(job.state).toBe('succeeded');
    const { body } = await request('GET', '/churn/models');
    expect(body.models![0]).toMatchObject({ version: 3, synthetic: true });
    expect((await request('GET', '/churn/models/3')).body.report).toMatchObject({
      synthetic: true,
      bestReachable: best,
    });
    await until(
      async () => (await request('GET', '/churn/1007')).body.synthetic === true,
      'the label of synthetic logs',
    );
  });

  it('retrains one at a time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => request('POST', '/admin/churn/retrain', ADMIN)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409]);
    const accepted = answers.find(({ status }) => status === 202)!;
    expect((await endOfStarted(service.ask, accepted)).state).toBe('succeeded');
  });
});
