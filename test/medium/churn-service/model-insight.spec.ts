import type { DecisionDto as Decision } from '../../../apps/churn-service/src/decision/decision.dto.js';
import type { FeaturesDto as Features } from '../../../apps/churn-service/src/registry/features.dto.js';
import type { ChurnModelDto as Model } from '../../../apps/churn-service/src/registry/churn-model.dto.js';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { loadPopulation, useChurnService } from './running-churn-service.js';

const FIRST = '2017-04-15';
const LAST = '2017-05-12';
const CAMPAIGN = 'contactCost=1&savedValue=10&successRate=0.3';

interface Problem {
  code: string;
  detail: string;
}

const service = useChurnService({ CHURN_FEATURE_DAYS: '14' });

describe('GET /churn/features', () => {
  it('tells every feature of the window that is set, before there is a model too', async () => {
    const { status, body } = await service.ask<Features>('GET', '/churn/features');
    expect(status).toBe(200);
    const { hash, features } = featureCatalogue({ featureDays: 14, historyDays: 14 });
    expect(body).toMatchObject({ hash, featureDays: 14, liveVersion: null });
    expect(body.features.map(({ name }) => name)).toEqual(features.map(({ name }) => name));
    expect(body.features.find(({ name }) => name === 'days_from_last_search')).toEqual({
      name: 'days_from_last_search',
      family: 'searches',
      unit: 'days',
      meaning:
        'Days from the newest search to the snapshot date, incomplete days not counted; 0 is that date',
      default: null,
      never: 'null (no search in the feature window), never a number of days',
    });
  });

  it('tells the live version once there is one', async () => {
    expect((await service.ask('GET', `/churn/decision?${CAMPAIGN}`)).body).toMatchObject({
      status: 503,
      code: 'churn_model_missing',
    });
    await loadPopulation(service.database, 600, FIRST, LAST);
    expect(await service.run('/admin/churn/retrain')).toMatchObject({ result: { state: 'live' } });
    expect((await service.ask('GET', '/churn/features')).body).toMatchObject({ liveVersion: 1 });
  });
});

describe('GET /churn/models/:version', () => {
  it('explains what moves scores', async () => {
    const { body } = await service.ask<Model>('GET', '/churn/models/1');
    const { effects, metrics } = body.report;
    expect(effects.users).toBe(metrics.test.users);
    const sizes = effects.quantities.map(({ meanAbsolute }) => meanAbsolute);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    for (const { dependence } of effects.quantities)
      expect(dependence.reduce((sum, { users }) => sum + users, 0)).toBe(effects.users);
  });

  it('knows no other version', async () => {
    expect((await service.ask('GET', '/churn/models/7')).body).toMatchObject({
      status: 404,
      code: 'model_version_unknown',
    });
    expect((await service.ask('GET', '/churn/models/x')).status).toBe(400);
  });
});

describe('GET /churn/decision', () => {
  const decide = async (query: string) =>
    (await service.ask<Decision>('GET', `/churn/decision?${query}`)).body;

  it('plans by the newest scores, and values the plan beside simpler ones as a plain sum would', async () => {
    const { cut, plan, assumptions } = await decide(CAMPAIGN);
    const scores = (
      await service.database.query<{ probability: number; shown: number; days: number }>(
        `SELECT probability::float8 AS probability, probability AS shown, $1::date - (SELECT max(day) FROM user_day d WHERE d.user_id = s.user_id) AS days
         FROM churn_score s WHERE snapshot_date = $1 ORDER BY probability DESC`,
        [LAST],
      )
    ).map(({ probability, ...user }) => ({ p: probability, ...user }));
    const mean = (users: { p: number }[]) => users.reduce((sum, { p }) => sum + p, 0) / users.length;
    const net = (churners: number, contacts: number) => churners * 3 - contacts;
    const chosen = scores.filter(({ p }) => p >= cut!);
    expect(cut).toBeCloseTo(1 / 3, 12);
    expect(plan).toMatchObject({
      snapshotDate: LAST,
      population: scores.length,
      contacts: chosen.length,
    });
    expect(plan.cost).toBe(chosen.length);
    expect(plan.lowestProbability).toBe(chosen.at(-1)!.shown);
    expect(plan.expectedNet).toBeCloseTo(net(mean(chosen) * chosen.length, chosen.length), 2);
    expect(plan.everybody).toBeCloseTo(net(mean(scores) * scores.length, scores.length), 2);
    expect(plan.randomSameSize).toBeCloseTo(net(mean(scores) * chosen.length, chosen.length), 2);
    // The same size by silence: whole days, and of the last day its mean.
    let left = chosen.length;
    let churners = 0;
    for (let days = 13; days >= 0; days--) {
      const group = scores.filter((user) => user.days === days);
      const taken = Math.min(left, group.length);
      if (taken > 0) churners += mean(group) * taken;
      left -= taken;
    }
    expect(plan.recencySameSize).toBeCloseTo(net(churners, chosen.length), 2);
    expect(plan.expectedNet).toBeGreaterThanOrEqual(plan.recencySameSize);
    for (const amount of [plan.expectedNet, plan.everybody, plan.randomSameSize, plan.recencySameSize])
      expect(String(amount)).toMatch(/^-?\d+(\.\d{1,2})?$/);
    expect(assumptions.join(' ')).toContain('same chance of 0.3');
    const { contacts, net: values } = plan.curve;
    expect([contacts[0], values[0]]).toEqual([0, 0]);
    expect([contacts.at(-1), values.at(-1)]).toEqual([scores.length, plan.everybody]);
    const half = Math.floor(contacts.length / 2);
    const first = scores.slice(0, contacts[half]);
    expect(values[half]).toBeCloseTo(net(mean(first) * first.length, first.length), 2);
  });

  it('reports the cut on test users', async () => {
    const { test } = await decide(CAMPAIGN);
    expect(test.net.value).toBeCloseTo(test.churnersReached * 3 - test.contacts, 9);
    expect(test.net.low).toBeLessThan(test.net.value);
    expect(test.net.high).toBeGreaterThan(test.net.value);
    expect(test.curve.net.at(-1)).toBeCloseTo(test.everybody, 9);
  });

  it('keeps to the budget, and contacts nobody when nothing pays', async () => {
    const { plan, test } = await decide(`${CAMPAIGN}&budget=60.5`);
    expect(plan.contacts).toBe(60);
    expect(test.contacts).toBeLessThanOrEqual((60.5 * test.users) / plan.population);
    expect(await decide('contactCost=10&savedValue=10&successRate=0.3')).toMatchObject({
      cut: null,
      plan: { contacts: 0, expectedNet: 0, lowestProbability: null },
      test: { contacts: 0, breakEvenSuccessRate: null },
    });
  });

  it('leaves out users who have been excluded since', async () => {
    const before = await decide(CAMPAIGN);
    await service.database.query(
      `INSERT INTO excluded_user (user_id, reason)
       SELECT user_id, 'test' FROM churn_score ORDER BY probability DESC LIMIT 10`,
    );
    const after = await decide(CAMPAIGN);
    await service.database.query(`DELETE FROM excluded_user WHERE reason = 'test'`);
    expect(after.plan.contacts).toBe(before.plan.contacts - 10);
    expect(after.plan.population).toBe(before.plan.population - 10);
  });

  it.each([
    ['savedValue=10&successRate=0.3', 'contactCost must be a number from 0 to 1000000000'],
    ['contactCost=&savedValue=10&successRate=0.3', 'contactCost must be a number'],
    ['contactCost=1&savedValue=ten&successRate=0.3', 'savedValue must be a number'],
    ['contactCost=1&savedValue=10&successRate=3', 'successRate must be a number from 0 to 1'],
    ['contactCost=-1&savedValue=10&successRate=0.3', 'contactCost must be a number from 0'],
    ['contactCost=1&savedValue=10&successRate=', 'successRate must be a number'],
    [`${CAMPAIGN}&budget=`, 'budget must be a number'],
    [`${CAMPAIGN}&budget=%20`, 'budget must be a number'],
    ['contactCost=1&savedValue=1e99&successRate=0.3', 'savedValue must be a number from 0 to 1000000000'],
    [`${CAMPAIGN}&budget=much`, 'budget must be a number'],
    [`${CAMPAIGN}&contactCost=2`, 'contactCost'],
    [`${CAMPAIGN}&cost=2`, 'cost is not known here'],
  ])('refuses %s', async (query, sentence) => {
    const { status, body } = await service.ask<Problem>('GET', `/churn/decision?${query}`);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.detail).toContain(sentence);
  });
});
