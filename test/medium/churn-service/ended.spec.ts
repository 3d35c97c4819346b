import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays } from '#common/calendar';
import { SeededRandom } from '#ml';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { definitionOf, withHistory } from '../../../apps/churn-service/src/dataset/churn-definition.js';
import { LabelledSnapshots } from '../../../apps/churn-service/src/dataset/labelled-snapshots.js';
import { OutcomesService } from '../../../apps/churn-service/src/monitoring/outcomes.service.js';
import { SETTINGS } from '#common';
import type { ChurnSettings } from '../../../apps/churn-service/src/churn.settings.js';
import { asking } from '../../support/service-app.js';
import { until } from '../../support/until.js';
import { createChurnApp, loadPopulation, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, markLoaded } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const SNAPSHOT = addDays(LAST, -7);
const USERS = 1_200;
const SETTINGS_OF_TEST = {
  CHURN_FEATURE_DAYS: '14',
  CHURN_LABEL_DAYS: '7',
  CHURN_HISTORY_DAYS: '14',
  CHURN_TEST_SHARE: '0.3',
  CHURN_MODELS: 'logistic-regression',
};

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService(SETTINGS_OF_TEST);
  await loadPopulation(service.database, USERS, FIRST, LAST, dayAfter(LAST, 2));
});

afterAll(async () => {
  await service.stop();
});

beforeEach(async () => {
  await service.database.query('DELETE FROM user_fact');
});

type Told = readonly [user: number, day: string, value: string | boolean | null];

async function tell(name: string, type: string, told: readonly Told[]): Promise<void> {
  const insert = `INSERT INTO fact (name, type, label, for_models) VALUES ($1, $2, $1, true)
    ON CONFLICT (name) DO UPDATE SET label = excluded.label RETURNING id`;
  const [fact] = await service.database.query<{ id: number }>(insert, [name, type]);
  await service.database.query(
    'INSERT INTO user_fact SELECT u, $1, d, v FROM unnest($2::bigint[], $3::date[], $4::jsonb[]) AS t (u, d, v)',
    [
      fact!.id,
      told.map(([user]) => user),
      told.map(([, day]) => day),
      told.map(([, , value]) => (value === null ? null : JSON.stringify(value))),
    ],
  );
}

/**
 * Of six users in ten a payment fails on some day, and four in five of these end three to nine days later; one in a
 * hundred ends without a reason.
 */
function subscriptions(): { failed: Told[]; ended: Told[] } {
  const random = new SeededRandom(5);
  const [failed, ended]: [Told[], Told[]] = [[], []];
  for (let user = 1000; user < 1000 + USERS; user++) {
    const day = addDays(FIRST, random.int(44));
    const [fails, ends, after, without] = [
      random.next() < 0.6,
      random.next() < 0.8,
      3 + random.int(7),
      random.next(),
    ];
    failed.push([user, addDays(FIRST, -1), false]);
    if (fails) failed.push([user, day, true]);
    const last = fails && ends ? addDays(day, after) : without < 0.01 ? day : null;
    if (last !== null && last <= LAST) ended.push([user, last, last]);
  }
  return { failed, ended };
}

interface Problem {
  code: string;
  detail: string;
}

interface Score {
  target: string;
  probability: number;
  modelVersion: number;
  otherTarget: { target: string; probability: number; modelVersion: number } | null;
  code?: string;
}

interface Version {
  gate: { reasons: string[] };
  report: {
    metrics: { test: { rocAuc: number; churnRate: number } };
    baselines: { recency: { test: { rocAuc: number } } };
    windows: { population: object; facts: { name: string }[] };
    effects: { quantities: { name: string }[] };
    outOfTime: { model: { rocAuc: number; calibration: { ece: number } } };
  };
}

const retrain = (target: string) =>
  service.run<{ version: number; state: string }>(`/admin/churn/retrain?target=${target}`);

/** Members and labels of the snapshot, and their features, by the definition of a target. */
async function labelled(target: 'inactive' | 'ended') {
  const settings: ChurnSettings = service.app.get(SETTINGS);
  const definition = withHistory(definitionOf(settings, target), SNAPSHOT, FIRST);
  const snapshot = await service.app
    .get(LabelledSnapshots)
    .at(SNAPSHOT, definition, { share: 1 }, new AbortController().signal);
  const users = Array.from(snapshot.table.userIds, Number);
  const width = snapshot.table.values.length / users.length;
  return {
    labels: new Map(users.map((user, row) => [user, snapshot.labels[row]])),
    features: new Map(
      users.map((user, row) => [user, snapshot.table.values.slice(width * row, width * (row + 1))]),
    ),
    values: snapshot.table.values,
  };
}

describe('the target ended', () => {
  it('is refused with the cause and the call to make while nothing, or too little, is told', async () => {
    const undeclared = await retrain('ended');
    expect([undeclared.state, undeclared.error]).toEqual([
      'failed',
      expect.stringContaining('PUT /admin/facts/ended'),
    ]);
    const missing = (await service.ask<Problem>('GET', '/churn/1000?target=ended')).body;
    expect(missing.code).toBe('churn_model_missing');
    expect(missing.detail).toContain('retrain?target=ended');
    await tell('ended', 'day', [[1000, FIRST, FIRST]]);
    const early = await retrain('ended');
    expect(early.error).toContain(`Endings were told through ${FIRST} only`);
    await tell('ended', 'day', [[1000, LAST, LAST]]);
    const few = await retrain('ended');
    expect(few.error).toContain('Too few endings to train');
  });

  it('labels who ends in the window of those who had not ended, and is in no feature', async () => {
    const [after, within] = [addDays(SNAPSHOT, 1), addDays(SNAPSHOT, 7)];
    const members = [...(await labelled('inactive')).labels.keys()];
    const [first, last, later, before, late, back, taken, twice, never] = members as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const plain = await labelled('inactive');
    await tell('ended', 'day', [
      [first, after, after],
      [last, FIRST, within],
      [later, after, addDays(within, 1)],
      [before, SNAPSHOT, SNAPSHOT],
      [late, within, SNAPSHOT],
      [back, FIRST, addDays(FIRST, 3)],
      [back, addDays(FIRST, 5), null],
      [taken, FIRST, within],
      [taken, addDays(SNAPSHOT, 2), null],
      [twice, FIRST, addDays(FIRST, 3)],
      [twice, addDays(FIRST, 5), null],
      [twice, within, within],
    ]);
    const { labels, features } = await labelled('ended');
    const ofUsers = (users: number[]) => users.map((user) => labels.get(user));
    expect(ofUsers([first, last, twice])).toEqual([1, 1, 1]);
    expect(ofUsers([later, back, taken, never])).toEqual([0, 0, 0, 0]);
    expect(ofUsers([before, late])).toEqual([undefined, undefined]);
    expect(labels.size).toBe(members.length - 2);
    // What is predicted moves no feature, of neither target, and no label of inactivity.
    const told = await labelled('inactive');
    expect(told.values).toEqual(plain.values);
    expect(told.labels).toEqual(plain.labels);
    await service.database.query(`UPDATE user_fact SET value = to_jsonb($1::text)`, [within]);
    const moved = await labelled('ended');
    expect(moved.labels.get(before)).toBe(1);
    expect(moved.features.get(never)).toEqual(features.get(never));
    expect((await labelled('inactive')).values).toEqual(plain.values);
  });

  it('has versions, a gate and probabilities of its own, which find what the endings depend on', async () => {
    const { failed, ended } = subscriptions();
    await tell('payment_failed', 'boolean', failed);
    await tell('ended', 'day', ended);
    const silent = await retrain('inactive');
    expect(silent).toMatchObject({ state: 'succeeded', result: { version: 1 } });
    const { state, error, result } = await retrain('ended');
    expect([state, error]).toEqual(['succeeded', null]);
    expect(result.version).toBe(1);
    const { body } = await service.ask<Version>('GET', '/churn/models/1?target=ended');
    const { metrics, baselines, windows, effects, outOfTime } = body.report;
    expect(body.gate.reasons.filter((reason) => !reason.startsWith('Passed'))).toEqual([]);
    expect(metrics.test.rocAuc).toBeGreaterThan(baselines.recency.test.rocAuc + 0.2);
    expect(outOfTime.model.rocAuc).toBeGreaterThan(0.75);
    expect(outOfTime.model.calibration.ece).toBeLessThan(0.06);
    expect(windows.population).toMatchObject({ notEnded: true });
    expect(windows.facts.map(({ name }) => name)).toEqual(['payment_failed']);
    expect(effects.quantities.map(({ name }) => name)).toContain('fact_payment_failed');
    const inactive = (await service.ask<Version>('GET', '/churn/models/1?target=inactive')).body.report;
    expect(inactive.windows.facts.map(({ name }) => name)).toEqual(['payment_failed']);
    expect(inactive.metrics.test.churnRate).not.toBe(metrics.test.churnRate);
    await expectBothAnswered();
    await expectBandsOfEnded(new Set(ended.map(([user]) => user)));
    await expectOutcomes();
    await expectCampaignOfEndings();
    await expectShadowWaits();
  }, 120_000);
});

/** Users of both populations on the newest day, whose probabilities lie far apart. */
async function expectBothAnswered(): Promise<void> {
  const [user] = await service.database.query<{ id: string }>(
    `SELECT e.user_id AS id FROM churn_score e JOIN churn_score i USING (user_id, snapshot_date) JOIN model_version v ON v.id = e.model_version_id
     WHERE v.kind = 'churn-ended' AND i.model_version_id <> v.id ORDER BY e.probability - i.probability DESC LIMIT 1`,
  );
  const of = async (query = '') => (await service.ask<Score>('GET', `/churn/${user!.id}${query}`)).body;
  const both = await of();
  const ended = await of('?target=ended');
  expect(both).toMatchObject({ target: 'inactive', otherTarget: { target: 'ended', modelVersion: 1 } });
  expect(ended).toMatchObject({ target: 'ended', otherTarget: null });
  expect(ended.probability).toBe(both.otherTarget!.probability);
  expect(ended.probability).toBeGreaterThan(both.probability);
  const past = await of(`?asOf=${addDays(LAST, -1)}&target=ended`);
  expect(past).toMatchObject({ target: 'ended', freshness: { source: 'computed' } });
  const horizon = await service.ask('GET', `/churn/${user!.id}?target=ended&horizons=14`);
  expect(horizon.body).toMatchObject({ code: 'horizon_not_offered' });
  const history = await service.ask<{ scores: object[] }>('GET', `/churn/${user!.id}/history?target=ended`);
  expect(history.body.scores).toHaveLength(1);
  // Another version of one target takes nothing from the other.
  expect((await retrain('ended')).result).toMatchObject({ version: 2 });
  const promote = (target: string, body: object) =>
    service.ask('POST', `/admin/churn/models/2/promote?target=${target}`, { body });
  expect((await promote('inactive', {})).body).toMatchObject({ code: 'model_version_unknown' });
  expect((await promote('ended', { accept: 'a test' })).status).toBe(200);
  const versions = await service.ask<{ models: { state: string }[] }>('GET', '/churn/models?target=ended');
  expect(versions.body.models.map(({ state }) => state)).toEqual(['live', 'ready']);
  expect((await service.ask('POST', '/admin/churn/rollback?target=ended')).status).toBe(200);
  expect((await of('?target=inactive')).modelVersion).toBe(1);
}

/** With CHURN_BAND_TARGET=ended lists and audiences are about endings. */
async function expectBandsOfEnded(ended: ReadonlySet<number>): Promise<void> {
  const app: NestFastifyApplication = await createChurnApp(service.databaseUrl, {
    ...SETTINGS_OF_TEST,
    CHURN_BAND_TARGET: 'ended',
  });
  try {
    const ask = asking(app, churnService);
    await until(async () => (await ask('GET', '/churn?limit=200')).status === 200, 'scores of endings');
    type List = { target: string; users: (Score & { userId: string })[] };
    const { target, users } = (await ask<List>('GET', '/churn?limit=200')).body;
    expect(target).toBe('ended');
    expect(users.filter(({ userId }) => ended.has(Number(userId)))).toEqual([]);
    const one = await ask<Score>('GET', `/churn/${users[0]!.userId}`);
    expect(one.body).toMatchObject({ target: 'ended', otherTarget: { target: 'inactive' } });
    const [gone] = await service.database.query<{ id: string }>(
      `SELECT s.user_id AS id FROM churn_score s JOIN user_fact d USING (user_id)
       WHERE d.fact_id = (SELECT id FROM fact WHERE name = 'ended') AND s.snapshot_date = $1 LIMIT 1`,
      [LAST],
    );
    const left = (await ask<Problem>('GET', `/churn/${gone!.id}`)).body;
    expect(left.code).toBe('user_outside_population');
    expect(left.detail).toContain('`ended`');
    expect((await ask('GET', `/churn/${gone!.id}?target=inactive`)).status).toBe(200);
    const rules = { name: 'Likely to end', conditions: [{ probability: { from: 0.3 } }] };
    const made = await ask<{ members: number }>('POST', '/admin/audiences', {
      body: { key: 'end', ...rules },
    });
    expect(made.body.members).toBeGreaterThan(0);
    const members = users.filter(({ probability }) => probability >= 0.3).length;
    if (members < 200) expect(made.body.members).toBe(members);
  } finally {
    await app.close();
  }
}

/** Scores of a past day are compared with the endings of its window, not with silence. */
async function expectOutcomes(): Promise<void> {
  const scored = await service.run('/admin/churn/score', { snapshotDate: SNAPSHOT, target: 'ended' });
  expect(scored).toMatchObject({ state: 'succeeded', result: { comparedSets: 1 } });
  const [{ wrong, churned }] = (await service.database.query(
    `SELECT count(*) FILTER (WHERE s.churned IS DISTINCT FROM (e.day IS NOT NULL))::int AS wrong,
       count(*) FILTER (WHERE s.churned)::int AS churned
     FROM churn_score s JOIN model_version v ON v.id = s.model_version_id AND v.kind = 'churn-ended'
     LEFT JOIN user_fact e ON e.user_id = s.user_id AND e.fact_id = (SELECT id FROM fact WHERE name = 'ended') AND e.day BETWEEN $1::date + 1 AND $2
     WHERE s.snapshot_date = $1`,
    [SNAPSHOT, LAST],
  )) as [{ wrong: number; churned: number }];
  expect(wrong).toBe(0);
  expect(churned).toBeGreaterThan(30);
}

/** A campaign that was launched from scores of endings reports who ended, not who was silent. */
async function expectCampaignOfEndings(): Promise<void> {
  await service.database.query(
    `WITH made AS (
       INSERT INTO campaign (key, name, audience, arms, holdout, seed, success_rate, contact_cost, saved_value, launched_at,
         snapshot_date, model_version_id, label_days, closes_on, target, kinds)
       SELECT 'endings', 'endings', 'end', '{treatment}', 0.5, 's', 0.2, 1, 10, now(), $1::date, id, 7, $2::date, 'ended', '{play}'
       FROM model_version WHERE kind = 'churn-ended' AND version = 1 RETURNING *)
     INSERT INTO campaign_assignment (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
     SELECT made.id, s.user_id, ('{holdout,treatment}'::text[])[1 + s.user_id % 2], s.probability, 1, $1::date + 1, $2, 2
     FROM churn_score s, made WHERE s.snapshot_date = $1::date AND s.model_version_id = made.model_version_id`,
    [SNAPSHOT, LAST],
  );
  const [expected] = await service.database.query<{ treated: number; held: number }>(
    `SELECT avg(s.churned::int) FILTER (WHERE s.user_id % 2 = 1)::float8 AS treated, avg(s.churned::int) FILTER (WHERE s.user_id % 2 = 0)::float8 AS held
     FROM churn_score s JOIN model_version v ON v.id = s.model_version_id AND v.kind = 'churn-ended' WHERE s.snapshot_date = $1`,
    [SNAPSHOT],
  );
  type Measured = { result: { arms: { churnRate: number; holdoutChurnRate: number }[] } };
  const { result } = (await service.ask<Measured>('GET', '/campaigns/endings')).body;
  expect(result.arms[0]!.churnRate).toBeCloseTo(expected!.treated, 9);
  expect(result.arms[0]!.holdoutChurnRate).toBeCloseTo(expected!.held, 9);
  await service.database.query('DELETE FROM campaign_assignment');
  await service.database.query('DELETE FROM campaign');
}

/** The days of a label window are loaded; a shadow version is compared there once its endings are told. */
async function expectShadowWaits(): Promise<void> {
  const closed = addDays(LAST, 7);
  await createDays(service.database, dayAfter(LAST, 3), closed);
  await markLoaded(service.database, daysBetween(dayAfter(LAST, 1), closed));
  await service.database.query(
    `UPDATE model_version SET refused = true, gate = gate || '{"accepted": false, "leaks": false}'
     WHERE kind = 'churn-ended' AND version = 2`,
  );
  await service.database.query(
    `DELETE FROM model_promotion p USING model_version v WHERE v.id = p.model_version_id AND v.kind = 'churn-ended' AND v.version = 2`,
  );
  const app = await createChurnApp(service.databaseUrl, { ...SETTINGS_OF_TEST, CHURN_BAND_TARGET: 'ended' });
  try {
    const chosen = await asking(app, churnService)('PUT', '/admin/churn/shadow', { body: { version: 2 } });
    expect(chosen.body).toMatchObject({ version: 2 });
    const outcomes = app.get(OutcomesService, { strict: false });
    const compared = async () => {
      await outcomes.compare({ signal: new AbortController().signal, progress: () => undefined });
      return await service.database.query(
        'SELECT snapshot_date AS "snapshotDate" FROM churn_shadow_comparison',
      );
    };
    expect(await compared()).toEqual([]);
    const late = [...Array(USERS / 10).keys()].map((n): Told => {
      const day = addDays(LAST, 1 + (n % 7));
      return [1000 + 10 * n, day, day];
    });
    await tell('ended', 'day', late);
    expect(await compared()).toEqual([{ snapshotDate: LAST }]);
  } finally {
    await app.close();
  }
}
