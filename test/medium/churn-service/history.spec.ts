import { jest } from '@jest/globals';
import { population, useChurnService, SHORT } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded } from './user-days.js';
import { until } from '../../support/until.js';

/** The newest label window of 7 days closes on the last day; 63 days lie before it, of which features look back on 60. */
const FIRST = '2017-03-04';
const LAST = '2017-05-12';
const TRAINED = '2017-05-05';
const HISTORY_DAYS = 60;
/** The oldest tenth of the history may lie before the logs. */
const EARLIEST = dayAfter(FIRST, 0.9 * HISTORY_DAYS - 1);

const service = useChurnService({ ...SHORT, CHURN_SNAPSHOTS: '1' });

beforeAll(async () => {
  await createDays(service.database, FIRST, LAST);
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  // Users of 45 days: most of the first have left when the others are asked about.
  await insertUserDays(service.database, population(450, dayAfter(LAST, -44), LAST));
});

describe('a history beyond the feature window', () => {
  it('is as long as the logs before the snapshot allow, and the version says how long', async () => {
    const planned = await service.ask('GET', '/churn/features');
    expect(planned.body).toMatchObject({ featureDays: 14, historyDays: HISTORY_DAYS, liveVersion: null });
    expect(await service.run('/admin/churn/retrain')).toMatchObject({ result: { state: 'live' } });
    const { body } = await service.ask('GET', '/churn/models/1');
    expect(body).toMatchObject({
      dataFrom: dayAfter(TRAINED, 1 - HISTORY_DAYS),
      parameters: { historyDays: HISTORY_DAYS },
      report: { windows: { snapshotDate: TRAINED, featureDays: 14, historyDays: HISTORY_DAYS } },
    });
    await until(async () => (await service.ask('GET', '/churn/1001')).status === 200, 'an answer');
    const features = await service.ask<{ features: { name: string }[] }>('GET', '/churn/features');
    expect(features.body.features.map(({ name }) => name)).toContain('freq_P_last_60');
  });

  it('has to be loaded before a snapshot date', async () => {
    const before = dayAfter(EARLIEST, -1);
    expect((await service.ask('GET', `/churn/1001?asOf=${EARLIEST}`)).status).toBe(200);
    expect(await service.ask('GET', `/churn/1001?asOf=${before}`)).toMatchObject({
      status: 404,
      body: {
        code: 'snapshot_unknown',
        detail:
          `The 60 days of history that end on ${before} begin on ${dayAfter(before, 1 - HISTORY_DAYS)}, and the logs on ${FIRST}. ` +
          'A model that is trained now learns from less (POST /admin/churn/retrain).',
      },
    });
  });

  it('makes scores stale when one of its days is loaded again', async () => {
    const reload = `UPDATE archive SET finished_at = clock_timestamp() WHERE day = $1`;
    const isStale = async () => {
      const { body } = await service.ask<{ freshness?: { stale: boolean; source: string } }>(
        'GET',
        `/churn?limit=1`,
      );
      return body.freshness?.stale;
    };
    expect(await isStale()).toBe(false);
    await service.database.query(reload, [dayAfter(LAST, -HISTORY_DAYS)]);
    // What a service knows of loads may be a second old.
    const { now } = Date;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 1_050);
    expect(await isStale()).toBe(false);
    clock.mockRestore();
    await service.database.query(reload, [dayAfter(LAST, 1 - HISTORY_DAYS)]);
    await until(async () => (await isStale()) === true, 'stale scores');
  });

  it('is watched for incomplete days as far back as the live version looks', async () => {
    const day = dayAfter(LAST, -40);
    const found = async () => {
      const { body } = await service.ask<{ rules: { rule: string; state: string; found: string }[] }>(
        'GET',
        '/churn/alerts',
      );
      return body.rules.find(({ rule }) => rule === 'coverage_holes')!;
    };
    expect(await found()).toMatchObject({ state: 'ok' });
    await service.database.query(`UPDATE archive SET state = 'partial' WHERE day = $1 AND kind = 'play'`, [
      day,
    ]);
    expect(await found()).toMatchObject({ state: 'firing', found: expect.stringContaining(day) as string });
    await service.database.query(`UPDATE archive SET state = 'loaded' WHERE day = $1 AND kind = 'play'`, [
      day,
    ]);
  });

  it('that is dropped leaves the stored scores, and the next retraining learns from what is left', async () => {
    await service.database.query(`UPDATE archive SET state = 'dropped' WHERE day < $1`, [
      dayAfter(LAST, -29),
    ]);
    await until(async () => {
      const { error } = await service.run('/admin/churn/score');
      return error?.includes(`The 60 days of history that end on ${LAST} begin on`) === true;
    }, 'a refused scoring');
    await until(async () => {
      const { body } = await service.ask<{ freshness: object }>('GET', '/churn/1001');
      return JSON.stringify(body.freshness).includes('"source":"stored","stale":true');
    }, 'stale stored scores');
    expect(await service.run('/admin/churn/retrain')).toMatchObject({ result: { state: 'live' } });
    expect((await service.ask('GET', '/churn/models/2')).body).toMatchObject({
      report: { windows: { historyDays: 14 } },
    });
    await until(async () => {
      const { body } = await service.ask<{ modelVersion?: number }>('GET', '/churn/1001');
      return body.modelVersion === 2;
    }, 'version 2');
  });
});
