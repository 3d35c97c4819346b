import type {
  OutcomesDto as Outcomes,
  SnapshotOutcomeDto as SnapshotOutcome,
} from '../../../apps/churn-service/src/monitoring/outcomes.dto.js';
import { updateOutcomesSql } from '../../../apps/churn-service/src/monitoring/outcomes.repository.js';
import { LOCK_SCORE_SET, partitionOf } from '../../../apps/churn-service/src/scores/score-sets.sql.js';
import { loadPopulation, population, useChurnService } from './running-churn-service.js';
import { dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';
import { waitingLocks } from '../../support/waiting-locks.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const SNAPSHOT = '2017-04-28';
const OPEN = '2017-04-29';

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST, dayAfter(LAST, 20));
  await service.retrain();
});

async function allOutcomes(): Promise<Outcomes> {
  const { status, body } = await service.ask<Outcomes>('GET', '/churn/outcomes');
  expect(status).toBe(200);
  return body;
}

async function outcomes(): Promise<readonly SnapshotOutcome[]> {
  return (await allOutcomes()).snapshots;
}

describe('outcomes of past scores', () => {
  it('are unknown while the label window is open', async () => {
    expect(await service.run('/admin/churn/score', { snapshotDate: OPEN })).toMatchObject({
      result: { comparedSets: 0 },
    });
    expect(
      (await outcomes()).map(({ snapshotDate, closesOn, outcome }) => [snapshotDate, closesOn, outcome]),
    ).toEqual([
      [LAST, '2017-05-26', null],
      [OPEN, '2017-05-13', null],
    ]);
    const known = await service.database.query('SELECT 1 FROM churn_score WHERE churned IS NOT NULL');
    expect(known).toEqual([]);
    const { snapshots, calibration } = await allOutcomes();
    expect(snapshots[1]!.notComparedBecause).toBe(
      'The label window closes on 2017-05-13; the newest complete day is 2017-05-12.',
    );
    expect(calibration.state).toBe('unknown');
  });

  it('can be estimated from the probabilities meanwhile', async () => {
    const [newest] = await outcomes();
    const probabilities = (
      await service.database.query<{ p: number }>(
        `SELECT probability AS p FROM churn_score WHERE snapshot_date = '${LAST}'`,
      )
    ).map(({ p }) => p);
    const mean = probabilities.reduce((sum, p) => sum + p * (1 - p), 0) / probabilities.length;
    const { rocAuc, brier } = newest!.expected!;
    expect(Math.abs(brier.value - mean)).toBeLessThan(0.002);
    expect(rocAuc.low).toBeLessThan(rocAuc.value);
    expect(rocAuc.high).toBeGreaterThan(rocAuc.value);
  });

  it('say of each user what happened, once it is known', async () => {
    expect(await service.run('/admin/churn/score', { snapshotDate: SNAPSHOT })).toMatchObject({
      result: { comparedSets: 1 },
    });
    const rows = await service.database.query<{
      probability: number;
      churned: boolean;
      silent: boolean;
      days: number;
    }>(
      `SELECT s.probability, s.churned, NOT EXISTS (
         SELECT FROM user_day d WHERE d.user_id = s.user_id AND d.day BETWEEN '2017-04-29' AND '2017-05-12') AS silent,
         '${SNAPSHOT}'::date - (SELECT max(d.day) FROM user_day d WHERE d.user_id = s.user_id AND d.day <= '${SNAPSHOT}') AS days
       FROM churn_score s WHERE s.snapshot_date = '${SNAPSHOT}'`,
    );
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.every(({ churned, silent }) => churned === silent)).toBe(true);
    const { outcome, ...set } = (await outcomes()).find(({ snapshotDate }) => snapshotDate === SNAPSHOT)!;
    expect(set).toMatchObject({ modelVersion: 1, outOfTime: false, closesOn: LAST });
    expect(Date.parse(String(set.comparedAt))).not.toBeNaN();
    const label = ({ churned }: { churned: boolean }) => (churned ? 1 : 0);
    expect(outcome!.users).toBe(rows.length);
    expect(outcome!.churnRate).toBeCloseTo(rows.filter(label).length / rows.length, 12);
    expect(outcome!.brier).toBeCloseTo(
      rows.reduce((sum, row) => sum + (row.probability - label(row)) ** 2, 0) / rows.length,
      9,
    );
    expect(outcome!.rocAuc).toBeCloseTo(pairAuc(rows, 'probability'), 9);
    expect(outcome!.recencyRocAuc).toBeCloseTo(pairAuc(rows, 'days'), 9);
    expect(outcome!.prAuc).toBeGreaterThan(outcome!.churnRate);
    for (const measure of ['rocAuc', 'prAuc', 'brier', 'logLoss'] as const) {
      const { value, low, high } = outcome!.intervals[measure];
      expect(value).toBe(outcome![measure]);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    expect(outcome!.bins.reduce((sum, { users }) => sum + users, 0)).toBe(rows.length);
    expect(set.notComparedBecause).toBeNull();
    // It had learned from these very days: no forecast.
    expect((await allOutcomes()).calibration.state).toBe('unknown');

    const { userId } = (
      await service.database.query<{ userId: string }>(
        `SELECT user_id AS "userId" FROM churn_score WHERE snapshot_date = '${SNAPSHOT}' AND churned LIMIT 1`,
      )
    )[0]!;
    const { body } = await service.ask('GET', `/churn/${userId}?asOf=${SNAPSHOT}`);
    expect(body).toMatchObject({ outcome: 'churned' });
  });

  it('are not compared again without need', async () => {
    const before = await outcomes();
    expect(await service.run('/admin/churn/outcomes')).toMatchObject({ result: { comparedSets: 0 } });
    expect(await outcomes()).toEqual(before);
  });

  it('are compared when the next days have been loaded, and again when a day of the window is replaced', async () => {
    await markLoaded(service.database, [dayAfter(LAST, 1)]);
    expect(await service.run('/admin/churn/outcomes')).toMatchObject({ result: { comparedSets: 1 } });
    const before = (await outcomes()).find(({ snapshotDate }) => snapshotDate === OPEN)!.outcome!;

    const [churned] = await service.database.query<{ id: string }>(
      `SELECT user_id AS id FROM churn_score WHERE snapshot_date = '${OPEN}' AND churned ORDER BY 1 LIMIT 1`,
    );
    await insertUserDays(service.database, [userDay(BigInt(churned!.id), dayAfter(LAST, 1))]);
    await service.database.query(
      `UPDATE archive SET finished_at = clock_timestamp() WHERE day = '${dayAfter(LAST, 1)}' AND kind = 'play'`,
    );
    expect(await service.run('/admin/churn/outcomes')).toMatchObject({ result: { comparedSets: 1 } });
    const after = (await outcomes()).find(({ snapshotDate }) => snapshotDate === OPEN)!.outcome!;
    expect(after.users).toBe(before.users);
    expect(after.churnRate * after.users).toBeCloseTo(before.churnRate * before.users - 1, 6);
  });

  it('leave out who was excluded since, and belong to these scores alone', async () => {
    const [some] = await service.database.query<{ id: string }>(
      `SELECT user_id AS id FROM churn_score WHERE snapshot_date = '${SNAPSHOT}' ORDER BY 1 LIMIT 1`,
    );
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
      some!.id,
    ]);
    const before = (await outcomes()).find(({ snapshotDate }) => snapshotDate === SNAPSHOT)!.outcome!;
    // Scoring anew forgets the outcome of the scores before, and compares again at its end.
    expect(await service.run('/admin/churn/score', { snapshotDate: SNAPSHOT })).toMatchObject({
      result: { comparedSets: 1, scoredUsers: before.users - 1 },
    });
    const after = (await outcomes()).find(({ snapshotDate }) => snapshotDate === SNAPSHOT)!.outcome!;
    expect(after.users).toBe(before.users - 1);
  });
});

describe('a comparison beside a scoring of the same day', () => {
  it('waits for it and measures the new scores', async () => {
    const { database } = service;
    await database.query(
      `UPDATE churn_score_set SET outcome_loads = NULL WHERE snapshot_date = '${SNAPSHOT}'`,
    );
    const waiting = async () => (await waitingLocks(database, "locktype = 'advisory'")) > 0;
    let location = '';
    // As a scoring does it: locked, replaced, outcome forgotten.
    await database.transaction(async (transaction) => {
      await transaction.query(LOCK_SCORE_SET, [SNAPSHOT, 1]);
      const { headers } = await service.ask('POST', '/admin/churn/outcomes');
      location = String(headers['location']);
      await until(waiting, 'the job to wait');
      await transaction.query(
        `UPDATE churn_score SET probability = 0.25, churned = NULL WHERE snapshot_date = '${SNAPSHOT}'`,
      );
      await transaction.query(
        `UPDATE churn_score_set SET outcome = NULL, outcome_at = NULL WHERE snapshot_date = '${SNAPSHOT}'`,
      );
    });
    expect(await service.waitFor(location)).toMatchObject({
      state: 'succeeded',
      result: { comparedSets: 1 },
    });
    const { outcome } = (await outcomes()).find(({ snapshotDate }) => snapshotDate === SNAPSHOT)!;
    expect(outcome).toMatchObject({ meanProbability: 0.25, rocAuc: 0.5 });
    expect(
      await database.query(`SELECT FROM churn_score
      WHERE snapshot_date = '${SNAPSHOT}' AND churned IS NULL
        AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = churn_score.user_id)`),
    ).toEqual([]);
  });
});

it('write into the scores of their own set alone', async () => {
  const { database } = service;
  const touched = await database.transaction(async (transaction) => {
    const key = ['2017-04-29', '2017-05-12', SNAPSHOT, 1];
    await transaction.query(updateOutcomesSql(['play', 'download', 'search']), key);
    return await transaction.query<{ name: string }>(
      `SELECT DISTINCT relation::regclass::text AS name FROM pg_locks
       WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation::regclass::text ~ '^churn_score_\\d'`,
    );
  });
  const partition = partitionOf({ snapshotDate: SNAPSHOT, versionId: 1 });
  expect(touched.map(({ name }) => name).sort()).toEqual([
    partition,
    `${partition}_pkey`,
    `${partition}_probability_hashint8_user_id_idx`,
  ]);
});

describe('outcomes out of time', () => {
  /** Its label window follows the days that the version has seen. */
  const closes = dayAfter(LAST, 14);

  it('wait until every day of their label window is complete', async () => {
    const later = daysBetween(dayAfter(LAST, 2), closes);
    await markLoaded(
      service.database,
      later.filter((day) => day !== dayAfter(LAST, 5)),
    );
    await insertUserDays(
      service.database,
      population(450, FIRST, closes).filter(({ day }) => day > dayAfter(LAST, 1)),
    );
    await service.run('/admin/churn/outcomes');
    const waiting = (await outcomes()).find(({ snapshotDate }) => snapshotDate === LAST)!;
    expect(waiting.outcome).toBeNull();
    expect(waiting.notComparedBecause).toBe(
      `Days of the label window are not complete (${dayAfter(LAST, 5)}): load what is missing of them.`,
    );
    await markLoaded(service.database, [dayAfter(LAST, 5)]);
    await service.run('/admin/churn/outcomes');
    expect((await outcomes()).find(({ snapshotDate }) => snapshotDate === LAST)!.outcome).not.toBeNull();
  });

  it('say whether estimates can be believed', async () => {
    const { calibration } = await allOutcomes();
    expect(calibration.state).not.toBe('unknown');
    expect(calibration.because).toContain(`The scores of ${LAST} by version 1 have`);
  });

  it('are judged by the live version, also after a rollback', async () => {
    const { database } = service;
    await database.query(
      `INSERT INTO model_version (kind, version, refused, data_to, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
       SELECT kind, 99, false, data_to, seed, parameters, report, gate, code_version, 'later', 0 FROM model_version WHERE version = 1`,
    );
    await database.query(
      `INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, user_count, loads, quantiles, outcome)
       SELECT snapshot_date, (SELECT id FROM model_version WHERE version = 99), scored_at, user_count, loads, quantiles, outcome
       FROM churn_score_set WHERE snapshot_date = '${LAST}'`,
    );
    const goLive = (version: number) =>
      database.query(
        `INSERT INTO model_promotion (kind, model_version_id, reason)
         SELECT kind, id, 'test' FROM model_version WHERE version = $1`,
        [version],
      );
    await goLive(99);
    expect((await allOutcomes()).calibration.because).toContain('by version 99 have');
    await goLive(1);
    expect((await allOutcomes()).calibration.because).toContain('by version 1 have');
    await database.query(`DELETE FROM model_promotion WHERE reason = 'test'`);
    await database.query(`DELETE FROM model_version WHERE version = 99`);
  });

  it('stay when days of their label window are dropped', async () => {
    const before = await outcomes();
    await service.database.query(`UPDATE archive SET state = 'dropped' WHERE day = $1`, [dayAfter(LAST, 3)]);
    await service.database.query('DELETE FROM user_day WHERE day = $1', [dayAfter(LAST, 3)]);
    expect(await service.run('/admin/churn/outcomes')).toMatchObject({ result: { comparedSets: 0 } });
    expect(await outcomes()).toEqual(before);
  });
});

/** Share of pairs of a churned and a remaining user that are in the right order, by looking at every pair. */
function pairAuc<Key extends string>(rows: ({ churned: boolean } & Record<Key, number>)[], by: Key): number {
  let right = 0;
  let pairs = 0;
  for (const left of rows.filter(({ churned }) => churned)) {
    for (const stayed of rows.filter(({ churned }) => !churned)) {
      pairs++;
      right += left[by] > stayed[by] ? 1 : left[by] === stayed[by] ? 0.5 : 0;
    }
  }
  return right / pairs;
}
