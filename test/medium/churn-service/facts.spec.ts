import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FactsRepository } from '../../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../../apps/churn-service/src/dataset/features.repository.js';
import type { ModelFact } from '#common/facts';
import { addDays, daysBetween } from '#common/calendar';
import { ADMIN, loadPopulation, population, useChurnService } from './running-churn-service.js';
import { dayAfter } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const EARLIER = '2017-03-01';
const SNAPSHOT = '2017-04-28';
const USERS = 450;
const HOSTILE = 'it\'s $1::date; $2::date[] \\ "x"';

interface Version {
  version: number;
  state: string;
  gate: { reasons: string[] };
  report: {
    metrics: { test: { rocAuc: number } };
    windows: { facts: ModelFact[] };
    slices: { by: string; value: string; users: number; calibrationError: number | null }[];
  };
}

const service = useChurnService({
  CHURN_GATE_PATIENCE_DAYS: '0',
  CHURN_MODELS: 'logistic-regression',
});

beforeAll(async () => {
  await loadPopulation(service.database, USERS, FIRST, LAST, dayAfter(LAST, 2));
});

afterEach(async () => {
  await service.database.query('DELETE FROM user_fact');
  await service.database.query('DELETE FROM fact');
});

async function declare(name: string, type: string, label = name, forModels = true): Promise<number> {
  const [fact] = await service.database.query<{ id: number }>(
    'INSERT INTO fact (name, type, label, for_models) VALUES ($1, $2, $3, $4) RETURNING id',
    [name, type, label, forModels],
  );
  return fact!.id;
}

type Told = [user: number, day: string, value: number | string | boolean | null];

async function tell(fact: number, told: readonly Told[]): Promise<void> {
  await service.database.query(
    `INSERT INTO user_fact SELECT u, $1, d, v FROM unnest($2::bigint[], $3::date[], $4::jsonb[]) AS t (u, d, v)`,
    [
      fact,
      told.map(([user]) => user),
      told.map(([, day]) => day),
      told.map(([, , value]) => (value === null ? null : JSON.stringify(value))),
    ],
  );
}

/** The day on which each user leaves, as the population has it; null: none within the logs. */
function leaving(): Map<number, string | null> {
  const last = new Map<number, string>();
  for (const { userId, day } of population(USERS, FIRST, LAST)) last.set(Number(userId), day);
  return new Map([...last].map(([user, day]) => [user, day > addDays(LAST, -2) ? null : day]));
}

async function retrained(): Promise<Version> {
  const { result } = await service.run<{ version: number; state: string }>('/admin/churn/retrain');
  const { body } = await service.ask<Version>('GET', `/churn/models/${result.version}`);
  return { ...body, state: result.state };
}

describe('features of facts', () => {
  it('are what was told up to the snapshot date, whatever is told of later days', async () => {
    const names = { price: 'number', plan: 'text', trial: 'boolean', renewal: 'day' };
    const ids: Record<string, number> = {};
    for (const [name, type] of Object.entries(names)) ids[name] = await declare(name, type);
    const many = Array.from({ length: 60 }, (_, n): Told => [
      1100 + n,
      FIRST,
      n % 2 === 0 ? HOSTILE : 'basic',
    ]);
    await tell(ids['plan']!, [
      ...many,
      [1000, EARLIER, 'basic'],
      [1000, addDays(SNAPSHOT, -30), 'rare'],
      [1000, addDays(SNAPSHOT, -29), HOSTILE],
      [1000, SNAPSHOT, 'basic'],
      [1001, FIRST, 'rare'],
      [1002, FIRST, 'basic'],
      [1002, SNAPSHOT, null],
    ]);
    await tell(ids['price']!, [
      [1000, FIRST, -2.5],
      [1001, addDays(SNAPSHOT, 1), 9],
    ]);
    await tell(ids['trial']!, [
      [1000, FIRST, true],
      [1000, SNAPSHOT, false],
    ]);
    await tell(ids['renewal']!, [
      [1000, FIRST, addDays(SNAPSHOT, 3)],
      [1001, FIRST, addDays(SNAPSHOT, -5)],
    ]);
    const facts = service.app.get(FactsRepository);
    const read = async () => {
      const catalogue = featureCatalogue({
        featureDays: 30,
        historyDays: 30,
        facts: await facts.forModels(SNAPSHOT),
      });
      const seen = { snapshotDate: SNAPSHOT, incomplete: [] };
      const given = await service.app
        .get(FeaturesRepository)
        .ofUsers(catalogue, seen, ['1000', '1001', '1002', '1003']);
      const all = await service.database.transaction((transaction) =>
        service.app.get(FeaturesRepository).readPopulation(transaction, catalogue, seen, {
          kinds: ['play', 'download', 'search'],
          minDays: 1,
        }),
      );
      const width = catalogue.features.length;
      const from = catalogue.features.findIndex(({ name }) => name.startsWith('fact_'));
      const rows = new Map(
        Array.from(given.userIds, (user, row) => [
          Number(user),
          [...given.values.subarray(row * width + from, (row + 1) * width)],
        ]),
      );
      return { catalogue, from, rows, all: [...all.values] };
    };
    const before = await read();
    expect(before.catalogue.facts!.map(({ name, categories }) => [name, categories])).toEqual([
      ['plan', ['basic', HOSTILE].sort()],
      ['price', []],
      ['renewal', []],
      ['trial', []],
    ]);
    expect(before.catalogue.features.slice(before.from).map(({ name }) => name)).toEqual(
      ['plan', 'price', 'renewal', 'trial'].flatMap((name) => [`fact_${name}`, `fact_${name}_changes`]),
    );
    // Changes of 30 days; the first value is none.
    expect(before.rows.get(1000)).toEqual([1, 2, -2.5, 0, 3, 0, 0, 1]);
    expect(before.rows.get(1001)).toEqual([0, 0, NaN, 0, -5, 0, NaN, 0]);
    expect(before.rows.get(1002)).toEqual([NaN, 1, NaN, 0, NaN, 0, NaN, 0]);
    expect(before.rows.get(1003)).toEqual([NaN, 0, NaN, 0, NaN, 0, NaN, 0]);
    // Behind the snapshot everything moves.
    await service.database.query("UPDATE user_fact SET value = '16' WHERE day > $1", [SNAPSHOT]);
    for (const [name, value] of [
      ['plan', 'new'],
      ['price', 99],
      ['trial', true],
      ['renewal', '1970-01-01'],
    ] as const)
      await tell(
        ids[name]!,
        Array.from({ length: USERS }, (_, n): Told => [
          1000 + n,
          addDays(SNAPSHOT, 1 + (n % 20)),
          value,
        ]).filter(([user, day]) => !(user === 1001 && name === 'price' && day === addDays(SNAPSHOT, 1))),
      );
    const after = await read();
    expect(after.rows).toEqual(before.rows);
    expect(after.catalogue.hash).toBe(before.catalogue.hash);
    expect(after.all).toEqual(before.all);
  });
});

/** Lists, files and audiences of users by their plan. */
async function expectChosenByFacts(): Promise<void> {
  const [{ basic, all }] = (await service.database.query(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE user_id % 3 = 0)::int AS basic FROM churn_score
     WHERE snapshot_date = $1 AND model_version_id = (SELECT max(model_version_id) FROM churn_score)`,
    [LAST],
  )) as [{ basic: number; all: number }];
  const isBasic = (id: string) => Number(id) % 3 === 0;
  const filterOf = (...conditions: object[]) =>
    `filter=${encodeURIComponent(JSON.stringify({ conditions }))}`;
  const plan = filterOf({ property: 'plan', is: ['basic'] });
  interface Page {
    users: { userId: string }[];
    nextCursor: string | null;
    leftOut: object | null;
    code?: string;
  }
  const listed = async (query: string) => (await service.ask<Page>('GET', `/churn?${query}`)).body;
  const first = await listed(`limit=20&contactable=true&${plan}`);
  expect(first.users.map(({ userId }) => isBasic(userId))).toEqual(Array(20).fill(true));
  expect(first.leftOut).toEqual({ excluded: 0, suppressed: 0, heldOut: 0 });
  const cursor = `limit=200&cursor=${encodeURIComponent(first.nextCursor!)}`;
  expect((await listed(cursor)).code).toBe('cursor_mismatch');
  const rest = await listed(`${cursor}&${plan}`);
  expect(rest.users.map(({ userId }) => isBasic(userId))).toEqual(Array(basic - 20).fill(true));
  for (const [conditions, count] of [
    [{ property: 'plan', not: ['basic'] }, all - basic],
    [{ property: 'ends', from: '2018-01-01', to: '2018-01-01' }, null],
    [{ property: 'note', atLeast: 2 }, 0],
  ] as const) {
    const { users } = await listed(`limit=200&${filterOf(conditions)}`);
    expect([conditions, users.length]).toEqual([
      conditions,
      count === null ? users.length : Math.min(count, 200),
    ]);
  }
  expect((await listed(filterOf({ property: 'plan', yes: true }))).code).toBe('filter_invalid');
  expect((await listed('filter=plan')).code).toBe('filter_invalid');
  const file = await service.app.inject({
    url: `/admin/churn/export.csv?${plan}`,
    headers: { authorization: `Bearer ${ADMIN}` },
  });
  expect(file.body.trim().split('\n')).toHaveLength(1 + basic);
  const rules = { name: 'Basic', conditions: [{ fact: { property: 'plan', is: ['basic'] } }] };
  const made = await service.ask<{ members: number }>('POST', '/admin/audiences', {
    body: { key: `basic-${Date.now()}`, ...rules },
  });
  expect(made).toMatchObject({ status: 201, body: { members: basic } });
  const wrong = await service.ask('POST', '/admin/audiences', {
    body: { key: 'wrong', ...rules, conditions: [{ fact: { property: 'plam', is: ['x'] } }] },
  });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'rules_invalid' } });
}

describe('a version', () => {
  it('ranks better by a fact that tells who leaves, says so, and is outdated without it', async () => {
    const without = await retrained();
    expect(without.report.windows.facts).toEqual([]);
    const ends = await declare('ends', 'day', 'Plan ends');
    const plan = await declare('plan', 'text', 'Plan');
    const note = await declare('note', 'number', 'Note', false);
    const leaves = [...leaving()];
    await tell(
      ends,
      leaves.map(([user, day]): Told => [user, FIRST, day ?? '2018-01-01']),
    );
    // What tells everything is no fact that a gate believes.
    const perfect = await retrained();
    expect([perfect.state, ...perfect.gate.reasons]).toEqual(
      expect.arrayContaining(['refused', expect.stringContaining('too good to be true')]),
    );
    await service.database.query(
      `UPDATE user_fact SET value = CASE user_id % 10 WHEN 9 THEN '"2018-01-01"'::jsonb END WHERE user_id % 10 > 6`,
    );
    await tell(
      plan,
      leaves.map(([user]): Told => [user, FIRST, user % 3 === 0 ? 'basic' : 'premium']),
    );
    await tell(
      note,
      leaves.map(([user, day]): Told => [user, FIRST, day === null ? 0 : 1]),
    );
    const told = await retrained();
    expect(told).toMatchObject({ state: 'live' });
    expect(told.report.windows.facts.map(({ name }) => name)).toEqual(['ends', 'plan']);
    const [before, after] = [without, told].map(({ report }) => report.metrics.test.rocAuc);
    expect(after).toBeGreaterThan(before! + 0.02);
    const slices = told.report.slices.filter(({ by }) => by.startsWith('Plan'));
    expect(slices.map(({ by, value }) => `${by}: ${value}`)).toEqual(
      expect.arrayContaining(['Plan: basic', 'Plan: premium', 'Plan ends: in 31 days or more']),
    );
    // Who leaves within days of the newest day, and was there until then, is told so.
    await until(async () => (await service.ask('GET', '/churn/1000')).status !== 503, 'the live model');
    const soon = leaves
      .filter(([, day]) => day !== null && daysBetween(day, LAST) < 12)
      .map(([user]) => user);
    const { body } = await service.ask<{
      users: { userId: string; reasons: { family: string; feature: string; sentence: string }[] }[];
    }>('GET', '/churn?limit=200');
    const reasons = body.users
      .filter(({ userId }) => soon.includes(Number(userId)))
      .flatMap((user) => user.reasons);
    expect(
      reasons.filter(
        ({ feature, sentence }) =>
          feature === 'fact_ends' && /^Plan ends: \d+ days? before the snapshot date/.test(sentence),
      ).length,
    ).toBeGreaterThan(5);
    expect(reasons.some(({ family }) => family === 'facts')).toBe(true);
    expect(
      (await service.ask<{ features: { name: string }[] }>('GET', '/churn/features')).body.features.map(
        ({ name }) => name,
      ),
    ).toEqual(expect.arrayContaining(['fact_ends', 'fact_plan_changes']));
    await expectChosenByFacts();
    // Another label is no other version; without the fact it cannot score.
    await service.database.query(`UPDATE fact SET label = 'Subscription ends' WHERE name = 'ends'`);
    expect(await service.run('/admin/churn/score', {})).toMatchObject({ state: 'succeeded' });
    await service.database.query(`DELETE FROM fact WHERE name = 'ends'`);
    const failed = await service.run('/admin/churn/score', {});
    expect([failed.state, failed.error]).toEqual([
      'failed',
      expect.stringContaining('it reads the fact ends'),
    ]);
    const refused = await service.ask('POST', `/admin/churn/models/${told.version}/promote`, {
      body: { accept: 'again' },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'model_outdated' } });
    const next = await retrained();
    expect(next).toMatchObject({ state: 'live' });
    expect(next.report.windows.facts.map(({ name }) => name)).toEqual(['plan']);
  }, 240_000);
});
