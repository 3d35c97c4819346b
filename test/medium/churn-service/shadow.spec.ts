import type { LiveModel } from '#common';
import { SeededRandom } from '#ml';
import type { ChurnModel } from '../../../apps/churn-service/src/model/churn-model.js';
import type { AlertsDto } from '../../../apps/churn-service/src/monitoring/alerts/alerts.dto.js';
import type { OutcomesDto } from '../../../apps/churn-service/src/monitoring/outcomes.dto.js';
import { LIVE_CHURN_MODEL } from '../../../apps/churn-service/src/registry/live-churn-model.js';
import type { ShadowDto } from '../../../apps/churn-service/src/registry/shadow.dto.js';
import { useChurnService, SHORT } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import type { UserDay } from './user-days.js';

const FIRST = '2017-02-20';
/** From the next day on more users fall silent. */
const CALM = '2017-03-31';
/** The label window of CALM, of 7 days, closes on it: the retrained version learns the shift. */
const SHIFTED = dayAfter(CALM, 7);
const CLOSED = dayAfter(SHIFTED, 7);

const service = useChurnService({ ...SHORT, CHURN_SNAPSHOTS: '1' });

/** Users who leave on any day with a chance of 1 %, and of 5 % after the shift. */
function leavers(users: number): UserDay[] {
  const random = new SeededRandom(7);
  const days = daysBetween(FIRST, CLOSED);
  return Array.from({ length: users }, (_, user) => {
    const rate = 0.4 + 0.6 * random.next();
    const left = days.findIndex((day) => random.next() < (day > CALM ? 0.05 : 0.01));
    return days
      .slice(0, left === -1 ? days.length : left)
      .filter((_day, age) => age === 0 || random.next() < rate)
      .map((day) => userDay(BigInt(1000 + user), day));
  }).flat();
}

const get = async <Body>(url: string) => (await service.ask<Body>('GET', url)).body;
const shadow = async () => (await get<{ shadow: ShadowDto }>('/churn/models')).shadow;
const liveVersion = async () => (await get<AlertsDto>('/churn/alerts')).modelVersion;
const comparisons = () =>
  service.database.query<{ snapshotDate: string; row: string; users: number; fall: number }>(
    `SELECT snapshot_date AS "snapshotDate", xmin::text AS row, users, (gain -> 'logLoss' ->> 'value')::float8 AS fall FROM churn_shadow_comparison`,
  );

beforeAll(async () => {
  await createDays(service.database, FIRST, CLOSED);
  await insertUserDays(service.database, leavers(1_200));
  await markLoaded(service.database, daysBetween(FIRST, CALM));
  expect(await service.run('/admin/churn/retrain')).toMatchObject({
    error: null,
    result: { version: 1, state: 'live' },
  });
});

beforeAll(async () => {
  await markLoaded(service.database, daysBetween(dayAfter(CALM, 1), SHIFTED));
  await service.run('/admin/churn/retrain');
  // Whatever the gate said of version 2: here it could not decide.
  await service.database.query(`DELETE FROM model_promotion WHERE model_version_id = 2`);
  await service.database.query(`DELETE FROM churn_score_set WHERE model_version_id = 2`);
  await service.database.query(`DELETE FROM churn_score WHERE model_version_id = 2`);
  await service.database.query(
    `UPDATE model_version SET refused = true, gate = gate || '{"accepted": false, "undecided": true}' WHERE version = 2`,
  );
  await service.app.get<LiveModel<ChurnModel>>(LIVE_CHURN_MODEL, { strict: false }).refresh();
  expect(await liveVersion()).toBe(1);
});

describe('the shadow version', () => {
  it('is the newest one that did not pass, another that is chosen, or none', async () => {
    expect(await shadow()).toEqual({
      choice: 'newest',
      version: 2,
      found: 'No outcomes of a shadow version are known yet.',
    });
    const refusals = await Promise.all(
      [1, 9].map((version) => service.ask('PUT', '/admin/churn/shadow', { body: { version } })),
    );
    expect(refusals.map(({ body }) => body['code'])).toEqual(['model_no_shadow', 'model_version_unknown']);
    await service.database.query(
      `UPDATE model_version SET gate = gate || '{"leaks": true}' WHERE version = 2`,
    );
    expect(await shadow()).toMatchObject({ choice: 'newest', version: null });
    await service.database.query(`UPDATE model_version SET gate = gate - 'leaks' WHERE version = 2`);
    for (let time = 0; time < 2; time++)
      expect((await service.ask('DELETE', '/admin/churn/shadow')).body).toMatchObject({
        choice: 'none',
        version: null,
      });
    expect((await service.ask('PUT', '/admin/churn/shadow', { body: { version: 2 } })).body).toMatchObject({
      choice: 'chosen',
      version: 2,
    });
    expect((await service.ask('PUT', '/admin/churn/shadow', { body: {} })).body).toMatchObject({
      choice: 'newest',
      version: 2,
    });
  });

  it('is not compared on days that it learned from, and nothing is scored by it', async () => {
    expect(await service.run('/admin/churn/score')).toMatchObject({ error: null, result: { version: 1 } });
    expect(await comparisons()).toEqual([]);
    const scored = `SELECT DISTINCT model_version_id AS id FROM churn_score`;
    expect(await service.database.query(scored)).toEqual([{ id: 1 }]);
  });

  it('is compared with the live one on the same users once outcomes are known', async () => {
    await markLoaded(service.database, daysBetween(dayAfter(SHIFTED, 1), CLOSED));
    await service.run('/admin/churn/outcomes');
    const { snapshots, shadow: found, calibration } = await get<OutcomesDto>('/churn/outcomes');
    const [live] = snapshots.filter(({ snapshotDate }) => snapshotDate === SHIFTED);
    expect(live).toMatchObject({ modelVersion: 1, outcome: expect.anything() as object });
    expect(await comparisons()).toMatchObject([{ snapshotDate: SHIFTED, users: live!.outcome!.users }]);
    expect(calibration.because).toContain('by version 1 ');
    expect(found.found).toMatch(
      /^By the outcomes of 2017-04-07, shadow version 2 is better than live version 1: fall of the log loss \+0\.\d+ \(95 % \+.*Promote it by POST \/admin\/churn\/models\/2\/promote/,
    );
    const { rules } = await get<AlertsDto>('/churn/alerts');
    expect(rules.find(({ rule }) => rule === 'shadow_better')).toMatchObject({
      state: 'firing',
      since: SHIFTED,
      found: found.found,
    });
  });

  it('is compared anew with archives that were loaded again', async () => {
    const [before] = await comparisons();
    await service.run('/admin/churn/outcomes');
    expect(await comparisons()).toEqual([before]);
    await service.database.query('UPDATE archive SET finished_at = clock_timestamp() WHERE day = $1', [
      CLOSED,
    ]);
    await service.run('/admin/churn/outcomes');
    const [after] = await comparisons();
    expect(after).toEqual({ ...before, row: after!.row });
    expect(after!.row).not.toBe(before!.row);
  });

  it('serves once it is promoted, and is the shadow no more', async () => {
    const [compared] = await comparisons();
    const promoted = await service.ask('POST', '/admin/churn/models/2/promote', {
      body: { accept: 'the shadow was better' },
    });
    const { job } = promoted.body as unknown as { job: { id: string } };
    expect(await service.waitFor(`/jobs/${job.id}`)).toMatchObject({ result: { version: 2 } });
    expect(await shadow()).toMatchObject({ choice: 'newest', version: null });
    const { rules } = await get<AlertsDto>('/churn/alerts');
    expect(rules.find(({ rule }) => rule === 'shadow_better')).toMatchObject({ state: 'unknown' });
    // What was found of it is what its own scores of that day come to.
    await service.run('/admin/churn/score', { snapshotDate: SHIFTED });
    const { snapshots } = await get<OutcomesDto>('/churn/outcomes');
    const lossOf = (version: number) =>
      snapshots.find((set) => set.snapshotDate === SHIFTED && set.modelVersion === version)!.outcome!.logLoss;
    expect(compared!.fall).toBeCloseTo(lossOf(1) - lossOf(2), 5);
  });
});
