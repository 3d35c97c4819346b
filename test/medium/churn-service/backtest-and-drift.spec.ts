import type { BacktestDto as Backtest } from '../../../apps/churn-service/src/backtests/backtest.dto.js';
import type { DriftDto as Drift } from '../../../apps/churn-service/src/monitoring/drift.dto.js';
import type { ChurnReportDto as Report } from '../../../apps/churn-service/src/training/churn-report.dto.js';
import { RetrainingService } from '../../../apps/churn-service/src/retraining/retraining.service.js';
import { createChurnApp, population, READ, useChurnService, SHORT } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await createDays(service.database, FIRST, LAST);
});

describe('backtest', () => {
  it('needs days', async () => {
    expect(await service.ask('POST', '/admin/churn/backtest')).toMatchObject({
      status: 409,
      body: {
        code: 'backtest_needs_more_days',
        detail: expect.stringContaining('none have been loaded') as string,
      },
    });
    expect((await service.ask('GET', '/churn/backtests')).body).toEqual({ backtests: [] });
  });

  it('says how many days its windows need', async () => {
    await markLoaded(service.database, daysBetween(FIRST, LAST));
    await insertUserDays(service.database, population(600, FIRST, LAST));
    expect(await service.ask('POST', '/admin/churn/backtest')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('need 59 days of logs') as string, daysNeeded: 59 },
    });
  });

  it('trains and predicts at every origin that shorter windows allow, and is kept', async () => {
    const body = { featureDays: 14, labelDays: 7, resamples: 100 };
    const job = await service.run<{ backtestId: number; origins: number; rocAuc: number }>(
      '/admin/churn/backtest',
      body,
    );
    expect(job).toMatchObject({ state: 'succeeded', result: { origins: 2 } });
    const answer = await service.ask<{ backtests: Backtest[] }>('GET', '/churn/backtests');
    const [backtest] = answer.body.backtests;
    expect(backtest).toMatchObject({
      id: job.result.backtestId,
      parameters: {
        featureDays: 14,
        labelDays: 7,
        seed: 42,
        activityKinds: ['play', 'download', 'search', 'feedback'],
      },
      holes: [],
    });
    const { origins } = backtest!;
    expect(origins.map(({ trained, scored }) => [trained, scored])).toEqual([
      ['2017-04-19', '2017-04-27'],
      ['2017-04-27', '2017-05-05'],
    ]);
    for (const { model, recency, gainOverRecency, expected } of origins) {
      const { rocAuc, brier, churnRate } = model;
      expect(rocAuc).toBeGreaterThan(0.8);
      // The estimate is within 0.02 of what came, but for the chance that its interval tells.
      expect(rocAuc).toBeGreaterThan(expected.rocAuc.low - 0.02);
      expect(rocAuc).toBeLessThan(expected.rocAuc.high + 0.02);
      expect(brier).toBeLessThan(churnRate * (1 - churnRate));
      expect(gainOverRecency.rocAuc.value).toBeCloseTo(rocAuc - recency.rocAuc, 9);
    }
    expect(job.result.rocAuc).toBeCloseTo((origins[0]!.model.rocAuc + origins[1]!.model.rocAuc) / 2, 9);
    expect(backtest!.rocAuc).toBe(job.result.rocAuc);
  });

  it('does not see what came after the last origin it asks for', async () => {
    const answer = await service.ask<{ backtests: Backtest[] }>('GET', '/churn/backtests');
    const [before] = answer.body.backtests[0]!.origins;
    // Only days after the first origin's label window change.
    await service.database.query(`DELETE FROM user_day WHERE day > '2017-05-04' AND user_id % 2 = 0`);
    await service.run('/admin/churn/backtest', { featureDays: 14, labelDays: 7, resamples: 100 });
    const again = await service.ask<{ backtests: Backtest[] }>('GET', '/churn/backtests?limit=1');
    expect(again.body.backtests).toHaveLength(1);
    expect(again.body.backtests[0]!.origins[0]).toEqual(before);
    expect(again.body.backtests[0]!.origins[1]).not.toEqual(answer.body.backtests[0]!.origins[1]);
  });

  it('refuses windows of no length', async () => {
    for (const body of [
      { labelDays: 0 },
      { featureDays: 1 },
      { origins: 0 },
      { resamples: 1 },
      { other: 1 },
    ]) {
      expect((await service.ask('POST', '/admin/churn/backtest', { body })).status).toBe(400);
    }
  });
});

describe('drift', () => {
  it('needs a model', async () => {
    expect(await service.ask('GET', '/churn/drift')).toMatchObject({
      status: 503,
      body: { code: 'churn_model_missing' },
    });
  });

  it('compares features and scores of two snapshots', async () => {
    await service.database.query('TRUNCATE user_day');
    await insertUserDays(service.database, population(600, FIRST, LAST));
    await service.retrain();
    const { status, body } = await service.ask<Drift>('GET', '/churn/drift');
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: '2017-04-28', to: LAST, modelVersion: 1, synthetic: false });
    expect(body.uncertainBecause).toContain('the logs began on 2017-03-30, inside of the feature window');
    expect(body.users.to).toBeLessThan(body.users.from);
    expect(body.features.length).toBeGreaterThan(30);
    expect(body.features.map(({ psi }) => psi)).toEqual(
      body.features.map(({ psi }) => psi).toSorted((a, b) => b - a),
    );
    const same = await service.ask<Drift>('GET', `/churn/drift?from=${LAST}&to=${LAST}`);
    expect(same.body.scores).toMatchObject({ psi: 0, verdict: 'noise' });
    expect(same.body.features.every(({ psi }) => psi === 0)).toBe(true);
    expect(same.body.expected.from).toEqual(same.body.expected.to);
    const { rocAuc } = body.expected.to;
    expect(rocAuc.low).toBeLessThan(rocAuc.value);
    expect(rocAuc.value).toBeGreaterThan(0.8);
    expect(body.calibration.state).toBe('unknown');
    expect((await service.ask('GET', '/churn/drift?from=2016-01-01')).status).toBe(404);
  });

  it('sees a change of behaviour where it is', async () => {
    await service.database.query(`UPDATE user_day SET searches = searches + 5 WHERE day > '2017-05-05'`);
    await service.database.query(
      `UPDATE archive SET finished_at = clock_timestamp() WHERE day > '2017-05-05' AND kind = 'search'`,
    );
    const asked = `/churn/drift?from=2017-05-05&to=${LAST}`;
    expect(await service.ask('GET', asked)).toMatchObject({
      status: 404,
      body: {
        code: 'snapshot_not_scored',
        detail:
          'Version 1 has not scored 2017-05-05: POST /admin/churn/score {"snapshotDate": "2017-05-05"}.',
      },
    });
    for (const snapshotDate of ['2017-05-05', LAST])
      await service.run('/admin/churn/score', { snapshotDate });
    const { body } = await service.ask<Drift>('GET', asked);
    const verdicts = new Map(body.features.map(({ feature, verdict }) => [feature, verdict]));
    expect(verdicts.get('freq_S_last_7')).toBe('strongly shifted');
    expect(verdicts.get('device')).toBe('noise');
    expect(body.features[0]!.feature).toMatch(/search|freq_S/);
  });

  it('says so when nobody belongs to the population', async () => {
    await service.database.query(
      `INSERT INTO excluded_user (user_id, reason) SELECT DISTINCT user_id, 'by hand' FROM user_day`,
    );
    await service.run('/admin/churn/score');
    const answer = await service.ask('GET', '/churn/drift');
    await service.database.query('DELETE FROM excluded_user');
    expect(answer).toMatchObject({ status: 409, body: { code: 'population_empty' } });
  });

  it('refuses days that have not been loaded', async () => {
    for (const [query, status] of [
      ['from=2016-01-01', 404],
      ['to=2017-06-01', 404],
      ['from=yesterday', 400],
    ] as const) {
      expect((await service.ask('GET', `/churn/drift?${query}`)).status).toBe(status);
    }
  });
});

describe('a report on days after those that were learned from', () => {
  const newest = async (app: Awaited<ReturnType<typeof createChurnApp>>) => {
    // Not by a job: the other instance would take it, with its own settings.
    const context = { jobId: 'retrain', signal: new AbortController().signal, progress: () => undefined };
    await app.get(RetrainingService).retrain(context);
    const headers = { authorization: `Bearer ${READ}` };
    const { models } = (await app.inject({ url: '/churn/models', headers })).json<{
      models: { version: number }[];
    }>();
    const url = `/churn/models/${models[0]!.version}`;
    const { report } = (await app.inject({ url, headers })).json<{
      report: Report;
    }>();
    return report;
  };

  it('needs logs of two label windows, and says so', async () => {
    const { notMeasuredBecause } = (await newest(service.app)).outOfTime;
    expect(notMeasuredBecause).toBe(
      'an earlier snapshot whose label window closes on 2017-04-28 needs logs from 2017-03-15 on, and they begin on 2017-03-30. ' +
        '30 days of features and two label windows of 14 on different weekdays are 59 days; shorter windows (CHURN_FEATURE_DAYS, CHURN_LABEL_DAYS) ' +
        'need fewer',
    );
  });

  it('evaluates everybody of the later snapshot when windows are shorter', async () => {
    const app = await createChurnApp(service.databaseUrl, SHORT);
    const report = await newest(app);
    const { outOfTime } = report;
    await app.close();
    expect(outOfTime).toMatchObject({
      notMeasuredBecause: null,
      trainedOn: '2017-04-27',
      evaluatedOn: '2017-05-05',
    });
    const { model, recency, gainOverRecency } = outOfTime;
    expect(model!.users).toBe(recency!.users);
    expect(model!.rocAuc).toBeGreaterThan(0.8);
    for (const { rocAuc, intervals } of [model!, recency!]) {
      expect(intervals.rocAuc.value).toBe(rocAuc);
      expect(intervals.rocAuc.low).toBeLessThan(rocAuc);
      expect(intervals.rocAuc.high).toBeGreaterThan(rocAuc);
    }
    expect(gainOverRecency!.rocAuc.value).toBeCloseTo(model!.rocAuc - recency!.rocAuc, 12);
    // Horizons: each on the newest snapshot that is followed for so long.
    const { horizons, notOffered } = report.horizons;
    expect(horizons.map(({ days, evaluatedOn }) => [days, evaluatedOn])).toEqual([
      [7, '2017-05-05'],
      [14, '2017-04-27'],
    ]);
    expect(notOffered.map(({ days }) => days)).toEqual([30, 60]);
    expect(Math.min(...horizons.map(({ model }) => model.rocAuc))).toBeGreaterThan(0.8);
  });
});
