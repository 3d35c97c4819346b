import type { Database } from '#common';
import type {
  AudienceCondition,
  AudienceRulesBody,
} from '../../../apps/churn-service/src/audiences/audience-rules.dto.js';
import { featureSql } from '../../../apps/churn-service/src/audiences/feature-bytes.sql.js';
import { usersOfRules } from '../../../apps/churn-service/src/audiences/rules.sql.js';
import type { FoundUser, RuleInputs } from '../../../apps/churn-service/src/audiences/rules.sql.js';
import { userOrder } from '../../../apps/churn-service/src/scores/user-order.js';
import { useTestDatabase } from '../../support/test-database.js';
import { createDays, dayAfter, insertUserDays, userDay } from './user-days.js';
import { addScorePartition } from '../../support/score-partition.js';

const TODAY = '2017-05-12';
const OLDEST = '2016-09-01';
const VERSION = 3;
const AUDIENCE = 7;
const SPRING: AudienceCondition = { uplift: { campaign: 'spring', atLeast: 2 } };
const INPUTS: RuleInputs = {
  snapshotDate: TODAY,
  versionId: VERSION,
  cuts: { mediumFrom: 0.4, highFrom: 0.7 },
  features: ['active_days_last_7', 'days_from_first_event', 'device'],
  facts: [],
  gaining: new Map([[SPRING, ['1', '4', '5']]]),
  order: { by: 'risk', usersWithValue: 0, defaultValue: null, sentence: 'By churn risk.' },
};
/** Days of the calendar from the first events of the users 1 to 5; the feature counts complete days. */
const TENURES = [0, 10, 39, 90, 200];
/** Users 1 to 5: probability, then the features, with six incomplete days since the first event of users 4 and 5. */
const SCORES: number[][] = [
  [0.8, 3, 0, 2],
  [0.7, NaN, 10, 1],
  [0.6, 0, 39, 0],
  [0.4, 7, 84, 3],
  [0.1, 1, 194, 4],
];

const testDatabase = useTestDatabase();
let database: Database;

const score = (day: string, user: number, [probability, ...features]: number[]) =>
  database.query(
    `INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, features) VALUES ($1, $2, $3, $4, 0, $5)`,
    [day, VERSION, user, probability, Buffer.from(Float32Array.from(features).buffer)],
  );
const member = (user: number, since: string) =>
  database.query(
    'INSERT INTO audience_member (audience_id, user_id, since, run_id, probability) VALUES ($1, $2, $3, 1, 0.5)',
    [AUDIENCE, user, since],
  );

/** By a campaign that runs. */
const holdOut = (user: number) =>
  database.query(
    `WITH c AS (
       INSERT INTO campaign (key, name, audience, arms, holdout, seed, success_rate, contact_cost, saved_value, launched_at, label_days)
       VALUES ('c', 'c', 'a', '{treatment}', 0.5, 's', 0.2, 1, 10, now(), 14) RETURNING id)
     INSERT INTO campaign_assignment (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
     SELECT id, $1, 'holdout', 0.5, 0, $2::date + 1, $2::date + 14, 2 FROM c`,
    [user, TODAY],
  );

beforeAll(async () => {
  ({ database } = testDatabase);
  await addScorePartition(database, TODAY, VERSION);
  for (const [n, values] of SCORES.entries()) await score(TODAY, n + 1, values);
  await createDays(database, OLDEST, TODAY);
  await insertUserDays(
    database,
    TENURES.map((days, n) => userDay(BigInt(n + 1), dayAfter(TODAY, -days))),
  );
  await database.query('INSERT INTO user_value (user_id, value) VALUES (1, 100), (3, 5)');
});
afterEach(() =>
  database.query(
    'TRUNCATE audience_member, excluded_user, contact_suppression, campaign, campaign_assignment',
  ),
);

async function found(rules: Partial<AudienceRulesBody>): Promise<FoundUser[]> {
  const all: AudienceRulesBody = {
    match: 'all',
    conditions: [],
    minimumDays: 0,
    order: 'risk',
    ...rules,
  };
  const order = await userOrder(database, INPUTS, all.order, all.defaultValue);
  const { sql, parameters } = usersOfRules(all, { ...INPUTS, order }, { audience: AUDIENCE });
  return await database.query<FoundUser>(sql, parameters);
}
/** Users who are in the audience afterwards, by rank. */
const chosen = async (rules: Partial<AudienceRulesBody>): Promise<number[]> =>
  (await found(rules)).filter(({ exit }) => exit === null).map(({ userId }) => Number(userId));
/** In any order. */
const entering = async (rules: Partial<AudienceRulesBody>): Promise<number[]> => (await chosen(rules)).sort();

describe('users who enter an audience', () => {
  it.each<[AudienceCondition, number[]]>([
    [{ probability: { from: 0.6 } }, [1, 2, 3]],
    [{ probability: { from: 0.4, below: 0.7 } }, [3, 4]],
    [{ band: { is: ['low', 'high'] } }, [1, 2, 5]],
    [{ cohort: { from: '2017-04-03', to: '2017-05-02' } }, [2, 3]],
    [{ tenure: { atLeast: 39, below: 200 } }, [3, 4]],
    [{ device: { is: ['ip', 'other'] } }, [1, 3]],
    [{ quantity: { feature: 'active_days_last_7', below: 3 } }, [3, 5]],
    [{ quantity: { feature: 'active_days_last_7', atLeast: 0 } }, [1, 3, 4, 5]],
    [{ value: { atLeast: 5, below: 100 } }, [3]],
    [SPRING, [1, 4, 5]],
    [{ users: { ids: ['2', '5'] } }, [2, 5]],
  ])('meet %j', async (condition, users) =>
    expect(await entering({ conditions: [condition] })).toEqual(users),
  );

  it('are as old as their first event, by the calendar, however far features look back', async () => {
    await insertUserDays(database, [userDay(5n, OLDEST)]);
    expect(await entering({ conditions: [{ tenure: { atLeast: 201 } }] })).toEqual([5]);
    expect(await entering({ conditions: [{ cohort: { to: OLDEST } }] })).toEqual([5]);
    expect(await entering({ conditions: [{ tenure: { below: 201, atLeast: 90 } }] })).toEqual([4]);
    const day = dayAfter(TODAY, -90);
    expect(await entering({ conditions: [{ cohort: { from: day, to: day } }] })).toEqual([4]);
    await database.query('DELETE FROM user_day WHERE day = $1', [OLDEST]);
  });

  it('have not been contacted for the days that the rules say', async () => {
    // From the day behind the snapshot, five days ago; user 1 is held out of it.
    await database.query(
      `WITH c AS (
         INSERT INTO campaign (key, name, audience, arms, holdout, seed, success_rate, contact_cost, saved_value, contact_day, result)
         VALUES ('c', 'c', 'a', '{mail}', 0.5, 's', 0.2, 1, 10, $1::date + 1 - 5, '{}') RETURNING id)
       INSERT INTO campaign_assignment (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
       SELECT id, n, CASE n WHEN 1 THEN 'holdout' ELSE 'mail' END, 0.5, 0, $1, $1, 2 FROM c, generate_series(1, 2) AS n`,
      [TODAY],
    );
    const conditions: AudienceCondition[] = [{ probability: { from: 0.6 } }];
    expect(await entering({ conditions })).toEqual([1, 2, 3]);
    expect(await entering({ conditions, contactDays: 5 })).toEqual([1, 2, 3]);
    expect(await entering({ conditions, contactDays: 6 })).toEqual([1, 3]);
    await member(2, '2017-04-01');
    expect(await entering({ conditions, contactDays: 6 })).toEqual([1, 3]);
  });

  it('meet all conditions, or any', async () => {
    const conditions: AudienceCondition[] = [
      { probability: { from: 0.6 } },
      { device: { is: ['ip', 'wp'] } },
    ];
    expect(await entering({ conditions })).toEqual([1]);
    expect(await entering({ conditions, match: 'any' })).toEqual([1, 2, 3, 5]);
  });

  it('are ordered by risk or value, then by a hash, and may be contacted', async () => {
    const conditions: AudienceCondition[] = [{ probability: { from: 0.1 } }];
    expect(await chosen({ conditions })).toEqual([1, 2, 3, 4, 5]);
    // The others have the mean of the stored values, 52.5, or what the rules say.
    expect(await chosen({ conditions, order: 'value' })).toEqual([1, 2, 4, 5, 3]);
    expect(await chosen({ conditions, order: 'value', defaultValue: 0 })).toEqual([1, 3, 2, 4, 5]);
    await database.query("INSERT INTO excluded_user (user_id, reason) VALUES (1, 'a bot')");
    await database.query("INSERT INTO contact_suppression (user_id, reason) VALUES (2, 'unsubscribed')");
    await database.query(
      `INSERT INTO contact_suppression (user_id, reason, until) VALUES (3, 'pause', now()::date - 2), (4, 'pause', now()::date + 2)`,
    );
    await holdOut(5);
    expect(await chosen({ conditions })).toEqual([3]);
    const exits = (await found({ conditions })).map(({ userId, exit }) => [userId, exit]);
    expect(Object.fromEntries(exits)).toEqual({
      1: 'excluded',
      2: 'suppressed',
      3: null,
      4: 'suppressed',
      5: 'held_out',
    });
    // The days of its label window never came.
    await database.query("UPDATE campaign SET launched_at = now() - interval '75 days'");
    expect(await chosen({ conditions })).toEqual([3, 5]);
    await database.query('UPDATE campaign SET launched_at = now()');
    expect(await chosen({ conditions })).toEqual([3]);
    await database.query("UPDATE campaign SET result = '{}'");
    expect(await chosen({ conditions })).toEqual([3, 5]);
  });
});

describe('members of an audience', () => {
  it('stay down to a lower probability, as long as they meet what else is asked', async () => {
    for (const user of [2, 3, 4, 5]) await member(user, '2017-04-01');
    const stayWhile = { probability: 0.3 };
    const staying = (conditions: AudienceCondition[]) => entering({ conditions, stayWhile });
    expect(await staying([{ probability: { from: 0.6, below: 0.8 } }])).toEqual([2, 3, 4]);
    expect(await staying([{ band: { is: ['high'] } }])).toEqual([1, 2, 3, 4]);
    expect(await staying([{ probability: { from: 0.7 } }, { tenure: { below: 50 } }])).toEqual([1, 2, 3]);
  });

  it('stay for the minimum, scored or not, unless they may be contacted no more', async () => {
    await member(4, '2017-05-07');
    await member(5, '2017-05-05');
    for (const user of [6, 7, 8]) await member(user, '2017-05-07');
    await database.query("INSERT INTO excluded_user (user_id, reason) VALUES (7, 'a bot')");
    await database.query("INSERT INTO contact_suppression (user_id, reason) VALUES (8, 'unsubscribed')");
    const users = await found({ conditions: [{ probability: { from: 0.7 } }], minimumDays: 7 });
    expect(users.filter(({ exit }) => exit === null)).toEqual([
      { userId: '4', probability: 0.4, isMember: true, isProtected: true, exit: null },
      { userId: '6', probability: null, isMember: true, isProtected: true, exit: null },
      { userId: '1', probability: 0.8, isMember: false, isProtected: false, exit: null },
      { userId: '2', probability: 0.7, isMember: false, isProtected: false, exit: null },
    ]);
    const left = users.filter(({ exit }) => exit !== null);
    expect(Object.fromEntries(left.map(({ userId, exit }) => [userId, exit]))).toEqual({
      5: 'left',
      7: 'excluded',
      8: 'suppressed',
    });
  });
});

describe('a feature', () => {
  it('is read from its bytes exactly', async () => {
    const numbers = Float32Array.of(0, 1, -2.5, 0.1, -1e-40, 3.4e38, 1.5e-45, -7, NaN, 16777215, -Infinity);
    const places = numbers.length;
    const columns = Array.from(
      { length: places },
      (_, place) => `${featureSql('b.bytes', place)} AS f${place}`,
    );
    const [row] = await database.query<Record<string, number | null>>(
      `SELECT ${columns.join(', ')} FROM (SELECT $1::bytea AS bytes) AS b`,
      [Buffer.from(numbers.buffer)],
    );
    expect(Object.values(row!)).toEqual(
      Array.from(numbers, (number) => (Number.isFinite(number) ? number : null)),
    );
  });
});
