import { population, useChurnService, SHORT } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded } from './user-days.js';
import { until } from '../../support/until.js';

/** 14 days of features and 7 of labels are 21; the first of them is loaded last. */
const FIRST = '1997-04-22';
const SECOND = '1997-04-23';
const LAST = '1997-05-12';
/** First day whose feature window is loaded. */
const EARLIEST = '1997-05-05';
const BEFORE = '1997-05-04';

const service = useChurnService(SHORT);

beforeAll(async () => {
  await createDays(service.database, FIRST, LAST);
  await markLoaded(service.database, daysBetween(SECOND, LAST));
  await insertUserDays(service.database, population(450, FIRST, LAST));
});

const refusal = {
  status: 404,
  body: {
    code: 'snapshot_unknown',
    detail: `The 14 days of features that end on ${BEFORE} begin on 1997-04-21, and the logs on ${FIRST}.`,
  },
};

describe('with fewer days than the windows need', () => {
  it('a training is refused and says how many are missing', async () => {
    expect(await service.run('/admin/churn/retrain')).toMatchObject({
      state: 'failed',
      error:
        'Training needs 21 days of logs, 20 are loaded: 14 days of features and 7 of labels, from ' +
        `${SECOND} to ${LAST}. Load more days, or set shorter windows (CHURN_FEATURE_DAYS, CHURN_LABEL_DAYS).`,
    });
    expect((await service.ask('GET', '/churn/models')).body).toMatchObject({ models: [] });
  });

  it('the table that models learn from is refused as well', async () => {
    expect(
      await service.ask('GET', `/admin/exports/df_model_final.csv?snapshotDate=${BEFORE}`),
    ).toMatchObject({
      status: 409,
      body: { code: 'snapshot_not_loaded' },
    });
  });
});

describe('with just enough days, of which the last holds an empty archive', () => {
  it('a training is refused and says which day does not count, why, and what to do', async () => {
    await markLoaded(service.database, [FIRST]);
    await service.database.query(`UPDATE archive SET line_count = 9000`);
    await service.database.query(`UPDATE archive SET line_count = 0 WHERE day = $1 AND kind = 'play'`, [
      LAST,
    ]);
    const { state, error } = await service.run('/admin/churn/retrain');
    expect(state).toBe('failed');
    expect(error).toContain(
      'One more day is loaded but not complete (1997-05-12 play: part 1 small (0 % of the usual lines)): load what is missing of it again',
    );
    await service.database.query(`UPDATE archive SET line_count = 9000, finished_at = clock_timestamp()`);
    await service.database.query(`DELETE FROM archive WHERE day = $1`, [FIRST]);
  });
});

describe('with just enough days', () => {
  it('a training succeeds, and answers say how many days of features they rest on', async () => {
    await markLoaded(service.database, [FIRST]);
    expect(await service.run('/admin/churn/retrain')).toMatchObject({
      state: 'succeeded',
      result: { state: 'live', trainedOnSnapshot: EARLIEST },
    });
    await until(async () => (await service.ask('GET', '/churn/1001')).status === 200, 'an answer');
    expect((await service.ask('GET', '/churn/1001')).body).toMatchObject({ featureDays: 14, horizonDays: 7 });
    expect((await service.ask('GET', '/churn')).body).toMatchObject({ featureDays: 14 });
  });

  it('days whose feature window is not loaded are no snapshot dates', async () => {
    expect(await service.ask('GET', `/churn/1001?asOf=${BEFORE}`)).toMatchObject(refusal);
    expect((await service.ask('GET', `/churn/1001?asOf=${EARLIEST}`)).status).toBe(200);
    const body = { userIds: ['1001'], asOf: BEFORE };
    expect(await service.ask('POST', '/churn/batch', { body })).toMatchObject(refusal);
    expect(await service.ask('POST', '/admin/churn/score', { body: { snapshotDate: BEFORE } })).toMatchObject(
      refusal,
    );
    expect(await service.ask('GET', `/churn/drift?from=${BEFORE}`)).toMatchObject(refusal);
  });

  it('scores that were made while the days were there are served when they are gone', async () => {
    const { body: before } = await service.ask<{ probability: number }>('GET', '/churn/1001');
    await service.database.query(`UPDATE archive SET state = 'dropped' WHERE day < '1997-05-01'`);
    await until(async () => {
      const { body } = await service.ask<{ freshness?: { stale: boolean } }>('GET', '/churn/1001');
      return body.freshness?.stale === true;
    }, 'stale scores');
    expect((await service.ask('GET', '/churn/1001')).body).toMatchObject({
      probability: before.probability,
      freshness: { source: 'stored', stale: true },
    });
    expect(await service.run('/admin/churn/score')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(`The 14 days of features that end on ${LAST} begin on`) as string,
    });
  });
});
