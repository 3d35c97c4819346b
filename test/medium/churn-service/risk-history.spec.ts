import { population, READ, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const CLOSED = '2017-04-28';
const OPEN = '2017-05-05';

interface PastScore {
  snapshotDate: string;
  probability: number;
  band: string;
  outcome: string | null;
  modelVersion: number;
  outOfTime: boolean;
}

interface History {
  userId: string;
  scores: PastScore[];
  nextCursor: string | null;
  code?: string;
}

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService({ CHURN_MODELS: 'logistic-regression' });
  await createDays(service.database, FIRST, dayAfter(LAST, 2));
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  await insertUserDays(service.database, [
    ...population(450, FIRST, LAST),
    userDay(50n, FIRST),
    userDay(51n, CLOSED),
  ]);
  expect(await service.run('/admin/churn/retrain')).toMatchObject({ result: { state: 'live' } });
  await until(async () => (await service.ask('GET', '/churn/1000')).status !== 503, 'the live model');
  for (const snapshotDate of [CLOSED, OPEN])
    expect(await service.run('/admin/churn/score', { snapshotDate })).toMatchObject({ state: 'succeeded' });
});

afterAll(async () => {
  await service.stop();
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
