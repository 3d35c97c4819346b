import { createApiDocument, JobsService } from '#common';
import { SeededRandom } from '#ml';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import type { AlertsDto } from '../../../apps/churn-service/src/monitoring/alerts/alerts.dto.js';
import type { OutcomesDto } from '../../../apps/churn-service/src/monitoring/outcomes.dto.js';
import type { ShadowDto } from '../../../apps/churn-service/src/registry/shadow.dto.js';
import { SELECT_AUDIENCE_STATE } from '../../../apps/recommender-service/src/serving/audience/audience.sql.js';
import { DocumentedOperations } from '../../support/documented-operations.js';
import { until } from '../../support/until.js';
import { startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import type { UserDay } from './user-days.js';

const FIRST = '2017-02-20';
/** From the next day on more users fall silent. */
const CALM = '2017-03-31';
/** The label window of CALM, of 7 days, closes on it: the retrained version learns the shift. */
const SHIFTED = dayAfter(CALM, 7);
const CLOSED = dayAfter(SHIFTED, 7);

let service: RunningChurnService;

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
const setsOf = (snapshotDate: string) =>
  service.database.query<{ version: number; shadow: boolean; users: number; scores: number }>(
    `SELECT v.version, s.shadow, s.user_count AS users, (SELECT count(*)::int FROM churn_score c
       WHERE c.snapshot_date = s.snapshot_date AND c.model_version_id = v.id) AS scores
     FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id WHERE s.snapshot_date = $1 ORDER BY v.version`,
    [snapshotDate],
  );

beforeAll(async () => {
  service = await startChurnService({
    CHURN_MODELS: 'logistic-regression',
    CHURN_FEATURE_DAYS: '14',
    CHURN_LABEL_DAYS: '7',
    CHURN_SNAPSHOTS: '1',
  });
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
  await until(async () => (await liveVersion()) === 1, 'version 1 to be live');
});

afterAll(async () => {
  await service.stop();
});

describe('the shadow version', () => {
  it('is the newest one that did not pass, another that is chosen, or none', async () => {
    expect(await shadow()).toEqual({
      choice: 'newest',
      version: 2,
      found: 'No outcomes of shadow scores are known yet.',
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
    expect(await service.run('/admin/churn/score')).toMatchObject({ result: { shadowVersion: null } });
    expect((await service.ask('PUT', '/admin/churn/shadow', { body: { version: 2 } })).body).toMatchObject({
      choice: 'chosen',
      version: 2,
    });
    expect((await service.ask('PUT', '/admin/churn/shadow', { body: {} })).body).toMatchObject({
      choice: 'newest',
      version: 2,
    });
  });

  it('scores after the live version, which a failure leaves complete, and at the next run', async () => {
    await service.database.query(
      `ALTER TABLE churn_score ADD CONSTRAINT no_shadow CHECK (model_version_id <> 2) NOT VALID`,
    );
    expect(await service.run('/admin/churn/score')).toMatchObject({ state: 'failed' });
    expect(await setsOf(SHIFTED)).toMatchObject([{ version: 1, shadow: false }]);
    await service.database.query('ALTER TABLE churn_score DROP CONSTRAINT no_shadow');
    const { id } = await service.app.get(JobsService).start('churn.score', { scheduled: true });
    expect(await service.waitFor(`/jobs/${id}`)).toMatchObject({
      result: { scoredUsers: 0, version: 1, shadowVersion: 2 },
    });
    const [live, unserved] = await setsOf(SHIFTED);
    expect(unserved).toEqual({ ...live!, version: 2, shadow: true });
    // Days that it learned from are no forecast.
    expect(await service.run('/admin/churn/score', { snapshotDate: CALM })).toMatchObject({
      result: { shadowVersion: null },
    });
  });

  it('is in no answer, audience or list, though it were the only one to have scored a day', async () => {
    const { database } = service;
    const earlier = dayAfter(SHIFTED, -1);
    const [user] = await database.query<{ id: string }>(
      `SELECT max(user_id)::text AS id FROM churn_score WHERE model_version_id = 2`,
    );
    await database.query(
      `INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, user_count, loads, quantiles, shadow)
       SELECT day, 2, clock_timestamp(), user_count, loads, ARRAY(SELECT 0.87654 FROM generate_series(0, 1000)), true
       FROM churn_score_set, unnest($1::date[]) AS day WHERE shadow`,
      [[earlier, dayAfter(SHIFTED, 1)]],
    );
    await database.query(
      `INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, features)
       SELECT day, 2, user_id, 0.87654, 1.96, '' FROM churn_score, unnest($1::date[]) AS day WHERE model_version_id = 2`,
      [[earlier, dayAfter(SHIFTED, 1)]],
    );
    await database.query(`UPDATE churn_score SET probability = 0.87654 WHERE model_version_id = 2`);
    const rules = { conditions: [{ probability: { from: 0.8765, below: 0.8766 } }] };
    const created = await service.ask('POST', '/admin/audiences', {
      body: { key: 'seen', name: 'seen', ...rules },
    });
    expect(created).toMatchObject({ status: 201, body: { members: 0 } });
    const { body: preview } = await service.ask('POST', '/audiences/preview', {
      body: { ...rules, past: 5 },
    });
    expect(preview).toMatchObject({ users: 0 });
    expect(preview['past']).not.toContainEqual(expect.objectContaining({ snapshotDate: earlier }));
    const operations = new DocumentedOperations(createApiDocument(service.app, churnService)).all;
    const urls = operations
      .filter(({ method, template }) => method === 'GET' && !/stream|docs|metrics/.test(template))
      .map(({ template }) =>
        template.replace(/\{(\w+)\}/g, (_, name: string) =>
          name === 'userId' ? user!.id : name === 'key' ? 'seen' : '1',
        ),
      );
    const dated = [`/churn/${user!.id}`, '/churn/bands', '/admin/churn/export.csv'].map(
      (url) => `${url}?asOf=${earlier}`,
    );
    const decision = '/churn/decision?contactCost=1&savedValue=9&successRate=0.2';
    for (const url of [...urls, ...dated, decision])
      expect(`${url} ${(await service.ask('GET', url)).text}`).not.toContain('0.87654');
    expect((await service.ask('GET', `/churn/bands?asOf=${earlier}`)).status).toBe(404);
    const history = await get<{ scores: { modelVersion: number }[] }>(`/churn/${user!.id}/history`);
    expect(new Set(history.scores.map(({ modelVersion }) => modelVersion))).toEqual(new Set([1]));
    const [state] = await database.query<{ versionId: number; snapshotDate: string }>(SELECT_AUDIENCE_STATE);
    expect(state).toMatchObject({ versionId: 1, snapshotDate: SHIFTED });
    await database.query(`DELETE FROM churn_score_set WHERE snapshot_date <> $1 AND model_version_id = 2`, [
      SHIFTED,
    ]);
    await database.query(`DELETE FROM churn_score WHERE model_version_id = 2`);
    await database.query(`UPDATE churn_score_set SET loads = '' WHERE model_version_id = 2`);
    expect(await service.run('/admin/churn/score')).toMatchObject({ result: { shadowVersion: 2 } });
  });

  it('is compared with the live one on the same users once outcomes are known', async () => {
    await markLoaded(service.database, daysBetween(dayAfter(SHIFTED, 1), CLOSED));
    await service.run('/admin/churn/outcomes');
    const { snapshots, shadow: found, calibration } = await get<OutcomesDto>('/churn/outcomes');
    const [unserved, live] = snapshots.filter(({ snapshotDate }) => snapshotDate === SHIFTED);
    expect([unserved, live]).toMatchObject([
      { modelVersion: 2, shadow: true },
      { modelVersion: 1, shadow: false, outcome: { besideServed: null } },
    ]);
    const { besideServed, logLoss } = unserved!.outcome!;
    expect(besideServed).toMatchObject({ version: 1, users: live!.outcome!.users });
    expect(besideServed!.logLoss).toBeCloseTo(live!.outcome!.logLoss, 12);
    expect(besideServed!.gain!.logLoss.value).toBeCloseTo(live!.outcome!.logLoss - logLoss, 12);
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

  it('is compared anew with new scores of the live version', async () => {
    await service.run('/admin/churn/score', { snapshotDate: SHIFTED });
    const [unserved] = (await get<OutcomesDto>('/churn/outcomes')).snapshots.filter((set) => set.shadow);
    const [{ at }] = (await service.database.query<{ at: Date }>(
      `SELECT max(outcome_at) AS at FROM churn_score_set WHERE NOT shadow AND snapshot_date = $1`,
      [SHIFTED],
    )) as [{ at: Date }];
    expect(unserved!.outcome!.besideServed).not.toBeNull();
    expect(Date.parse(String(unserved!.comparedAt))).toBeGreaterThan(at.getTime() - 60_000);
  });

  it('serves once it is promoted, and is the shadow no more', async () => {
    const promoted = await service.ask('POST', '/admin/churn/models/2/promote', {
      body: { accept: 'the shadow was better' },
    });
    const { job } = promoted.body as unknown as { job: { id: string } };
    expect(await service.waitFor(`/jobs/${job.id}`)).toMatchObject({
      result: { version: 2, shadowVersion: null },
    });
    expect(await shadow()).toMatchObject({ choice: 'newest', version: null });
    expect(await setsOf(CLOSED)).toMatchObject([{ version: 2, shadow: false }]);
    // What it said of earlier days served nobody.
    expect(await setsOf(SHIFTED)).toMatchObject([{ shadow: false }, { version: 2, shadow: true }]);
    const { rules } = await get<AlertsDto>('/churn/alerts');
    expect(rules.find(({ rule }) => rule === 'shadow_better')).toMatchObject({ state: 'unknown' });
  });
});
