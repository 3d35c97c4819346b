import { HourlyUpkeep } from '#common';
import type { RiskHistoryDto } from '../../../apps/churn-service/src/serving/risk-history.dto.js';
import type { WhatIfDto } from '../../../apps/churn-service/src/serving/what-if.dto.js';
import { createChurnApp, population, READ, useChurnService } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { addScorePartition } from '../../support/score-partition.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const CLOSED = '2017-04-28';
const OPEN = '2017-05-05';

type History = RiskHistoryDto & { code?: string };
type WhatIf = WhatIfDto & { code?: string; errors?: string[] };

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await createDays(service.database, FIRST, dayAfter(LAST, 2));
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  await insertUserDays(service.database, [
    ...population(450, FIRST, LAST),
    userDay(50n, FIRST),
    userDay(51n, CLOSED),
  ]);
  await service.retrain();
  for (const snapshotDate of [CLOSED, OPEN])
    expect(await service.run('/admin/churn/score', { snapshotDate })).toMatchObject({ state: 'succeeded' });
});

async function historyOf(userId: string, query = ''): Promise<History> {
  const { status, body } = await service.ask<History>('GET', `/churn/${userId}/history${query}`, {
    key: READ,
  });
  expect(status).toBe(200);
  return body;
}

/** A user who is scored on all three days. */
async function everPresent(): Promise<string> {
  const [row] = await service.database.query<{ id: string }>(
    'SELECT user_id AS id FROM churn_score WHERE user_id >= 1000 GROUP BY user_id HAVING count(*) = 3 ORDER BY user_id LIMIT 1',
  );
  return row!.id;
}

describe('the risk history of a user', () => {
  it('has every scored day once, newest first, with band and outcome', async () => {
    const userId = await everPresent();
    const { scores, nextCursor } = await historyOf(userId);
    expect(scores.map(({ snapshotDate }) => snapshotDate)).toEqual([LAST, OPEN, CLOSED]);
    expect(nextCursor).toBeNull();
    for (const { snapshotDate, probability, band, outOfTime } of scores) {
      const { body } = await service.ask('GET', `/churn/${userId}?asOf=${snapshotDate}`);
      expect(body).toMatchObject({ probability, band, outOfTime });
    }
    const returned = await service.database.query(
      `SELECT FROM user_day WHERE user_id = $1 AND day > $2::date AND day <= $2::date + 14
       AND plays + downloads + searches > 0`,
      [userId, CLOSED],
    );
    expect(scores.map(({ outcome }) => outcome)).toEqual([
      null,
      null,
      returned.length > 0 ? 'stayed' : 'churned',
    ]);
  });

  it('comes page by page, and its cursors belong to the user', async () => {
    const userId = await everPresent();
    const first = await historyOf(userId, '?limit=2');
    expect(first.scores).toHaveLength(2);
    const second = await historyOf(userId, `?limit=2&cursor=${first.nextCursor}`);
    expect([second.scores.map(({ snapshotDate }) => snapshotDate), second.nextCursor]).toEqual([
      [CLOSED],
      null,
    ]);
    expect(await service.ask('GET', `/churn/51/history?cursor=${first.nextCursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor_invalid' },
    });
  });

  it('stays of a user who has left the population, and is empty of one who was never scored', async () => {
    expect((await service.ask('GET', `/churn/51?asOf=${LAST}`)).status).toBe(200);
    await service.database.query(
      'DELETE FROM churn_score WHERE user_id = 50 OR (user_id = 51 AND snapshot_date = $1)',
      [LAST],
    );
    expect((await historyOf('051')).scores.map(({ snapshotDate }) => snapshotDate)).toEqual([OPEN, CLOSED]);
    expect((await historyOf('50')).scores).toEqual([]);
  });

  it('prefers the live version on days that several versions have scored', async () => {
    const userId = await everPresent();
    await service.database.query(
      `INSERT INTO model_version (kind, version, refused, snapshot_date, data_from, data_to, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
       SELECT kind, 2, true, snapshot_date, data_from, data_to, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes FROM model_version WHERE version = 1`,
    );
    const [{ id }] = (await service.database.query<{ id: number }>(
      'SELECT id FROM model_version WHERE version = 2',
    )) as [{ id: number }];
    for (const day of [LAST, dayAfter(FIRST, 28)]) {
      await addScorePartition(service.database, day, id);
      await service.database.query(
        `INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, user_count, loads, quantiles)
         VALUES ($1, $2, now(), 1, '', '{}')`,
        [day, id],
      );
    }
    await service.database.query(
      `INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, features)
       SELECT day::date, (SELECT id FROM model_version WHERE version = 2), $1, 0.25, 0, '' FROM unnest(ARRAY[$2, $3]) AS day`,
      [userId, LAST, dayAfter(FIRST, 28)],
    );
    const { scores } = await historyOf(userId);
    expect(scores.map(({ snapshotDate, modelVersion }) => [snapshotDate, modelVersion])).toEqual([
      [LAST, 1],
      [OPEN, 1],
      [CLOSED, 1],
      [dayAfter(FIRST, 28), 2],
    ]);
  });

  it('is not found of a user who is unknown or excluded', async () => {
    const excluded = await everPresent();
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
      excluded,
    ]);
    for (const [userId, code] of [
      ['987654', 'user_unknown'],
      [excluded, 'user_excluded'],
    ] as const)
      expect(await service.ask('GET', `/churn/${userId}/history`)).toMatchObject({
        status: 404,
        body: { code },
      });
    await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [excluded]);
    expect((await service.ask('GET', '/churn/x/history')).status).toBe(400);
  });
});

describe('POST /churn/what-if', () => {
  const ask = async (body: object, key = READ) =>
    await service.ask<WhatIf>('POST', '/churn/what-if', { body, key });

  /** A user with a low risk: the newest event is on the snapshot date. */
  async function presentUser(): Promise<string> {
    const [row] = await service.database.query<{ id: string }>(
      `SELECT user_id AS id FROM churn_score WHERE snapshot_date = $1 ORDER BY probability LIMIT 1`,
      [LAST],
    );
    return row!.id;
  }

  it('says what the risk of a user would be, before and after, and why', async () => {
    const userId = await presentUser();
    const silent = { days_from_last_play: 25, days_from_last_download: null, days_from_last_search: null };
    const { status, body } = await ask({ userId, changes: silent });
    expect(status).toBe(200);
    const { body: score } = await service.ask('GET', `/churn/${userId}`);
    const { probability, band, reasons } = score;
    expect(body.before).toEqual({ probability, band, reasons });
    expect(body.after.probability).toBeGreaterThan(body.before!.probability);
    expect(body.snapshotDate).toBe(LAST);
    expect(body.changedFeatures).toMatchObject({ days_from_last_play: 25, days_from_last_event: 25 });
    expect(body.after.reasons[0]).toMatchObject({ family: 'presence', direction: 'raises' });
    expect(body.note).toContain('association, not the effect');
  });

  it('changes nothing where the values are those of the user', async () => {
    const userId = await presentUser();
    const { body } = await ask({ userId, changes: { days_from_last_event: 0 } });
    expect(body.changedFeatures).toEqual({});
    expect(body.after).toEqual(body.before);
  });

  it('scores given values alone', async () => {
    const changes = {
      days_from_last_play: 0,
      days_from_first_event: 25,
      active_days_last_7: 6,
      active_days_last_30: 20,
      freq_P_last_7: 40,
      freq_P_last_30: 150,
    };
    const { status, body } = await ask({ changes });
    expect([status, body.userId, body.snapshotDate, body.before]).toEqual([200, null, null, null]);
    const { body: away } = await ask({ changes: { ...changes, days_from_last_play: 28 } });
    expect(away.after.probability).toBeGreaterThan(body.after.probability);
  });

  it('names what is wrong with the features', async () => {
    const userId = await presentUser();
    expect(await ask({ userId, changes: { freq_P_last_8: 1, device: 9 } })).toMatchObject({
      status: 400,
      body: {
        code: 'features_invalid',
        errors: [
          expect.stringMatching(/^"freq_P_last_8" is no feature; GET /),
          'device must be a number from 0 to 4',
        ],
      },
    });
    expect((await ask({ changes: { freq_P_last_7: 1 } })).body.errors).toContain(
      'days_from_first_event must be given where there is no userId',
    );
    for (const body of [
      {},
      { userId },
      { userId, changes: [] },
      { userId, changes: null },
      { userId: 'x', changes: {} },
    ])
      expect((await ask(body)).status).toBe(400);
    expect(await ask({ userId: '987654', changes: { device: 1 } })).toMatchObject({
      status: 404,
      body: { code: 'user_unknown' },
    });
  });
});

describe('features of old scores', () => {
  it('are dropped by the upkeep; probability, band and outcome stay, and the answer says why there is no reason', async () => {
    const userId = await everPresent();
    const before = await historyOf(userId);
    const app = await createChurnApp(service.databaseUrl, { CHURN_FEATURES_KEEP_DAYS: '7' });
    await app.get(HourlyUpkeep).run();
    await app.close();
    const kept = await service.database.query(
      `SELECT snapshot_date AS day, bool_or(features = '') AS dropped, bool_or(features <> '') AS kept
       FROM churn_score WHERE model_version_id = (SELECT id FROM model_version WHERE version = 1) GROUP BY 1 ORDER BY 1`,
    );
    expect(kept).toEqual([
      { day: CLOSED, dropped: true, kept: false },
      { day: OPEN, dropped: false, kept: true },
      { day: LAST, dropped: false, kept: true },
    ]);
    expect(await historyOf(userId)).toEqual(before);
    const { body } = await service.ask('GET', `/churn/${userId}?asOf=${CLOSED}&horizons=7`);
    expect(body).toMatchObject({
      reasons: [],
      reasonsMissing: 'features_dropped',
      interval: null,
      horizons: null,
      outcome: before.scores.find(({ snapshotDate }) => snapshotDate === CLOSED)!.outcome,
    });
    const newest = await service.ask('GET', `/churn/${userId}`);
    expect(newest.body['reasonsMissing']).toBeNull();
  });

  it('are missed by nothing but reasons', async () => {
    const { status, text } = await service.ask('GET', `/admin/churn/export.csv?asOf=${CLOSED}`);
    expect(status).toBe(200);
    expect(text.split('\n')[1]).toMatch(/,(churned|stayed),,,$/);
    expect((await service.ask('GET', `/churn/bands?asOf=${CLOSED}`)).status).toBe(200);
    expect(await service.run('/admin/churn/outcomes')).toMatchObject({ state: 'succeeded' });
  });

  it('come back when the day is scored again', async () => {
    await service.run('/admin/churn/score', { snapshotDate: CLOSED });
    const { body } = await service.ask('GET', `/churn/${await everPresent()}?asOf=${CLOSED}`);
    expect(body['reasonsMissing']).toBeNull();
  });

  it('go with their whole sets, while a reader of others waits for nothing', async () => {
    const userId = await everPresent();
    const partitions = async () =>
      (
        await service.database.query<{ name: string }>(
          `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'churn_score'::regclass ORDER BY 1`,
        )
      ).map(({ name }) => name);
    const before = await partitions();
    const app = await service.database.transaction(async (transaction) => {
      await transaction.query('SELECT count(*) FROM churn_score');
      const begun = await createChurnApp(service.databaseUrl, { CHURN_SCORES_KEEP_DAYS: '7' });
      await begun.get(HourlyUpkeep).run();
      return begun;
    });
    // Given up soon, for the reader.
    expect(await partitions()).toEqual(before);
    await app.get(HourlyUpkeep).run();
    await app.close();
    expect(before).toContain(`churn_score_${CLOSED.replaceAll('-', '')}_1`);
    expect((await partitions()).every((name) => name.slice(12, 20) >= OPEN.replaceAll('-', ''))).toBe(true);
    expect((await historyOf(userId)).scores.map(({ snapshotDate }) => snapshotDate)).toEqual([LAST, OPEN]);
    const { body } = await service.ask<{ snapshots: { snapshotDate: string }[] }>('GET', '/churn/outcomes');
    expect(body.snapshots.map(({ snapshotDate }) => snapshotDate)).not.toContain(CLOSED);
  });
});
