import { jest } from '@jest/globals';
import type { Database } from '#common';
import type { DecisionDto } from '../../../apps/churn-service/src/decision/decision.dto.js';
import type {
  RankedUsersDto,
  RankedUserDto as Listed,
} from '../../../apps/churn-service/src/serving/ranked.dto.js';
import { ScoresRepository } from '../../../apps/churn-service/src/scores/scores.repository.js';
import { partitionOf } from '../../../apps/churn-service/src/scores/score-sets.sql.js';
import { addScorePartition } from '../../support/score-partition.js';
import { ADMIN, loadPopulation, READ, useChurnService } from './running-churn-service.js';
import type { Answer } from './running-churn-service.js';
import { dayAfter } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const VALUES = '/admin/users/values';
const WRITE = 'write-key-of-the-test';

type Ranked = RankedUsersDto & { code?: string };

const service = useChurnService({ CHURN_MODELS: 'logistic-regression', WRITE_KEYS: WRITE });
/** Bodies are streamed from real sockets alone. */
let address: string;

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST, dayAfter(LAST, 2));
  await service.retrain();
  await service.app.listen(0, '127.0.0.1');
  address = await service.app.getUrl();
});

afterEach(async () => {
  await service.database.query('DELETE FROM user_value');
});

async function storedValues(): Promise<Record<string, number>> {
  const rows = await service.database.query<{ id: string; value: number }>(
    'SELECT user_id AS id, value FROM user_value ORDER BY user_id',
  );
  return Object.fromEntries(rows.map(({ id, value }) => [id, value]));
}

async function upload(csv: string, path = VALUES) {
  const answer = await fetch(address + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'text/csv' },
    body: csv,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Every third user of the scores has a value: the lower the risk, the higher. */
async function giveValues(): Promise<void> {
  const scores = await service.database.query<{ id: string; p: number }>(
    'SELECT user_id AS id, probability AS p FROM churn_score WHERE snapshot_date = $1 ORDER BY user_id',
    [LAST],
  );
  const lines = scores
    .filter((_, n) => n % 3 === 0)
    .map(({ id, p }) => `${id},${(100 * (1 - p)).toFixed(2)}`);
  expect(await upload(`user_id,value\n${lines.join('\n')}\n`)).toEqual({
    status: 200,
    body: { users: lines.length, erasedUsers: 0 },
  });
}

/** The users of the newest scores, highest value at risk first. */
async function byValueAtRisk(defaultValue?: number) {
  const scores = await service.database.query<{ id: string; p: number; value: number | null; tie: number }>(
    `SELECT s.user_id AS id, s.probability::float8 AS p, v.value, hashint8(s.user_id) AS tie
     FROM churn_score s LEFT JOIN user_value v USING (user_id) WHERE s.snapshot_date = $1`,
    [LAST],
  );
  const values = scores.flatMap(({ value }) => value ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return scores
    .map((score) => ({ ...score, atRisk: score.p * (score.value ?? defaultValue ?? mean) }))
    .sort((a, b) => b.atRisk - a.atRisk || b.p - a.p || a.tie - b.tie);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that were read from tables and indexes. */
function rowsOfScans(node: PlanNode): number {
  const own = /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node['Node Type']);
  const below = (node.Plans ?? []).reduce((sum, child) => sum + rowsOfScans(child), 0);
  return below + (own ? node['Actual Rows'] * node['Actual Loops'] : 0);
}

const idsOf = (users: readonly { readonly userId: string }[]) => users.map(({ userId }) => userId);

async function pages(url: string): Promise<Listed[]> {
  const users: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Answer<Ranked> = await service.ask<Ranked>(
      'GET',
      cursor === '' ? url : `${url}&cursor=${cursor}`,
    );
    expect(status).toBe(200);
    users.push(...body.users);
    cursor = body.nextCursor;
  }
  return users;
}

describe('the value of one user', () => {
  it('is stored, replaced and removed', async () => {
    const put = (value: unknown) => service.ask('PUT', '/admin/users/01000/value', { body: { value } });
    expect(await put(12.5)).toMatchObject({ status: 200, body: { userId: '01000', value: 12.5 } });
    expect(await put(13)).toMatchObject({ status: 200 });
    expect(await storedValues()).toEqual({ 1000: 13 });
    const remove = () => service.ask('DELETE', '/admin/users/1000/value');
    expect(await remove()).toMatchObject({ status: 200, body: { value: 13 } });
    expect(await remove()).toMatchObject({ status: 404, body: { code: 'user_value_unknown' } });
    expect(await storedValues()).toEqual({});
    for (const wrong of [null, -1, 1e10, 'much', undefined]) expect((await put(wrong)).status).toBe(400);
    expect((await service.ask('PUT', '/admin/users/x/value', { body: { value: 1 } })).status).toBe(400);
  });

  it('is not stored of a user who has been erased', async () => {
    const { UserHashing, asSigned } = await import('#common');
    const { hash } = await service.app.get(UserHashing).read();
    await service.database.query('INSERT INTO erased_user (hash, erasure_id) VALUES ($1, 1)', [
      asSigned(hash('1001')),
    ]);
    expect(await service.ask('PUT', '/admin/users/1001/value', { body: { value: 1 } })).toMatchObject({
      status: 409,
      body: { code: 'user_erased' },
    });
    expect(await upload('user_id,value\n1001,3\n1002,4\n')).toEqual({
      status: 200,
      body: { users: 1, erasedUsers: 1 },
    });
    expect(await storedValues()).toEqual({ 1002: 4 });
    await service.database.query('DELETE FROM erased_user');
  });
});

describe('a file of values', () => {
  it('replaces the values of its users, the last line of one counts, and leaves the others', async () => {
    await upload('user_id,value\n1000,1\n1001,2\n');
    expect(await upload('user_id,value\n1001,5\n1002,6\n1001,7.25\n')).toEqual({
      status: 200,
      body: { users: 2, erasedUsers: 0 },
    });
    expect(await storedValues()).toEqual({ 1000: 1, 1001: 7.25, 1002: 6 });
  });

  it('stores nothing when a line is wrong, and names the lines', async () => {
    expect(await upload('user_id,value\n1000,1\nsomebody,2\n1001,\n')).toMatchObject({
      status: 400,
      body: {
        code: 'user_values_malformed',
        errors: [
          expect.stringContaining('line 3 has the user id "somebody"'),
          expect.stringContaining('line 4 has the value ""'),
        ],
      },
    });
    expect((await upload('1000,1\n')).body['code']).toBe('user_values_malformed');
    expect(await storedValues()).toEqual({});
  });

  it('may have many more lines than fit a request that is read whole', async () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => `${5_000_000 + n},${n % 100}\n`);
    expect(await upload(`user_id,value\n${lines.join('')}`)).toEqual({
      status: 200,
      body: { users: 200_000, erasedUsers: 0 },
    });
  });
});

describe('contact suppressions', () => {
  const CONTACTS = '/admin/users/contact-suppressions';
  const listed = async () =>
    (await service.ask<{ suppressions: { userId: string }[] }>('GET', CONTACTS)).body.suppressions.map(
      ({ since: _since, ...stored }: { userId: string; since?: string }) => stored,
    );
  afterEach(async () => {
    for (const table of ['contact_suppression', 'erased_suppression', 'erased_user'])
      await service.database.query(`DELETE FROM ${table}`);
  });

  it('are taken from a list, as a provider of mail sends it, with a write key; each reason of a user counts', async () => {
    const send = (body: object, key = WRITE) =>
      service.ask('POST', '/users/contact-suppression', { body, key });
    expect((await send({ userIds: ['1000', '01000', '7'] })).body).toEqual({ users: 2, erasedUsers: 0 });
    await send({ userIds: ['1000'], reason: 'asked for a pause', until: '2099-12-31' });
    await send({ userIds: ['1000'], reason: 'asked for a pause', until: '2000-12-31' });
    await send({ userIds: ['1000'], until: '2000-12-31' });
    expect((await send({ userIds: ['1'], until: '2099-02-30' })).status).toBe(400);
    expect((await send({ userIds: ['1'] }, READ)).body).toMatchObject({ code: 'write_key_needed' });
    expect((await service.ask('GET', CONTACTS, { key: WRITE })).status).toBe(403);
    expect(await listed()).toEqual([
      { userId: '7', reason: 'unsubscribed', until: null },
      { userId: '1000', reason: 'asked for a pause', until: '2099-12-31' },
      { userId: '1000', reason: 'unsubscribed', until: null },
    ]);
    const first = await service.ask<{ nextCursor: string }>('GET', `${CONTACTS}?limit=2`);
    const second = await service.ask('GET', `${CONTACTS}?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ suppressions: [{ reason: 'unsubscribed' }], nextCursor: null });
  });

  it('end by a person alone, one reason or all', async () => {
    await service.ask('POST', '/users/contact-suppression', { key: WRITE, body: { userIds: ['1000'] } });
    await upload('user_id,reason,until\n1000,pause,2099-01-01', CONTACTS);
    const allow = (query = '', key = ADMIN) =>
      service.ask('DELETE', `/admin/users/1000/contact-suppression${query}`, { key });
    const isSuppressed = async () =>
      (await service.ask<{ leftOut: object }>('GET', '/churn?contactable=true')).body.leftOut;
    expect((await allow('', WRITE)).status).toBe(403);
    expect((await allow('?reason=unsubscribed')).body).toMatchObject({
      suppressions: [{ userId: '1000', reason: 'unsubscribed' }],
    });
    expect((await allow('?reason=unsubscribed')).body).toMatchObject({ code: 'contact_suppression_unknown' });
    expect(await isSuppressed()).toMatchObject({ suppressed: 1 });
    expect((await allow()).body).toMatchObject({ suppressions: [{ reason: 'pause' }] });
    expect(await isSuppressed()).toMatchObject({ suppressed: 0 });
  });

  it('are stored by a hash alone of a user who is erased', async () => {
    const { UserHashing, asSigned } = await import('#common');
    const hash = asSigned((await service.app.get(UserHashing).read()).hash('1003'));
    await service.database.query('INSERT INTO erased_user (hash, erasure_id) VALUES ($1, 1)', [hash]);
    const body = { userIds: ['1003', '1004'], until: '2098-12-31' };
    expect((await service.ask('POST', '/users/contact-suppression', { key: WRITE, body })).body).toEqual({
      ...{ users: 1, erasedUsers: 1 },
    });
    expect(
      (await upload('user_id,reason,until\n1003,unsubscribed,\n1003,pause,2099-01-01', CONTACTS)).body,
    ).toEqual({ users: 0, erasedUsers: 1 });
    expect(await listed()).toEqual([{ userId: '1004', reason: 'unsubscribed', until: '2098-12-31' }]);
    expect(
      await service.database.query('SELECT hash, reason, until FROM erased_suppression ORDER BY reason'),
    ).toEqual([
      { hash, reason: 'pause', until: '2099-01-01' },
      { hash, reason: 'unsubscribed', until: null },
    ]);
  });

  it('are taken from a CSV, all lines or none', async () => {
    const csv = (...lines: string[]) => upload(`user_id,reason,until\n${lines.join('\n')}`, CONTACTS);
    expect(
      await csv('1001,"mail, ""no"" \\N\t!",', '1002,pause,2099-01-01', '1002,later,2000-01-01'),
    ).toEqual({
      status: 200,
      body: { users: 2, erasedUsers: 0 },
    });
    expect(await csv('1003,,', '1004,pause,soon', '1005,x')).toMatchObject({
      status: 400,
      body: {
        code: 'suppressions_malformed',
        errors: [
          'line 2 has a reason of 0 characters, not of 1 to 200',
          'line 3 has the end "soon", which is neither empty nor a day as YYYY-MM-DD',
          'line 4 has 2 cells, not 3',
        ],
      },
    });
    expect(await listed()).toEqual([
      { userId: '1001', reason: 'mail, "no" \\N\t!', until: null },
      { userId: '1002', reason: 'later', until: '2000-01-01' },
      { userId: '1002', reason: 'pause', until: '2099-01-01' },
    ]);
    const { body } = await service.ask<Ranked>('GET', '/churn?contactable=true');
    // One of the two reasons of the other has ended.
    expect(body).toMatchObject({ leftOut: { suppressed: 2 } });
  });
});

describe('the ranked list by value', () => {
  it('has the highest probability times value first, page by page, with a value for the others', async () => {
    await giveValues();
    for (const [query, defaultValue] of [
      ['', undefined],
      ['&defaultValue=7.5', 7.5],
    ] as const) {
      const expected = await byValueAtRisk(defaultValue);
      const users = await pages(`/churn?order=value${query}&limit=37`);
      expect(idsOf(users)).toEqual(expected.map(({ id }) => id));
      users.forEach(({ valueAtRisk }, n) => {
        expect(valueAtRisk).toBeCloseTo(expected[n]!.atRisk, 1);
      });
    }
    const high = await pages('/churn?order=value&band=high&limit=50');
    expect(high.length).toBeGreaterThan(20);
    expect(high.every(({ probability }) => probability >= 0.7)).toBe(true);
    const byRisk = await service.ask<Ranked>('GET', '/churn?limit=3');
    expect(byRisk.body.users.map(({ valueAtRisk }) => valueAtRisk)).toEqual([null, null, null]);
  });

  it('is read from indexes, of few users for each of a page, whatever is worth most', async () => {
    const { database } = service;
    const set = { snapshotDate: '2017-05-11', versionId: 1, userCount: 100_000 };
    await addScorePartition(database, set.snapshotDate, set.versionId);
    await database.query(`INSERT INTO churn_score (user_id, snapshot_date, model_version_id, probability, margin, features)
      SELECT n, '${set.snapshotDate}', 1, (hashint8(n) & 65535) / 65536.0, 0, decode(repeat('00', 200), 'hex') FROM generate_series(1, ${set.userCount}) AS n`);
    const scores = service.app.get(ScoresRepository, { strict: false });
    const part = { from: 0, below: 2, byValue: true, contactable: false };
    const reads = jest.spyOn(database, 'query');
    for (const [value, defaultValue] of [
      ['exp(4 * (hashint8(n + 7) & 65535) / 65536.0)', 3],
      ['1 + n % 5', 1000],
      ['10', 0],
    ] as const) {
      await database.query('TRUNCATE user_value');
      await database.query(
        `INSERT INTO user_value (user_id, value) SELECT n, ${value} FROM generate_series(1, ${set.userCount}, 2) AS n`,
      );
      await database.query('ANALYZE churn_score, user_value');
      const asked = { ...part, defaultValue };
      reads.mockClear();
      const page = await scores.ranked(set, asked, null, 2, null);
      // The service looks from time to time which models are live.
      const [[sql, parameters], ...others] = reads.mock.calls.filter(
        ([read]) => !read.startsWith('/* models.live_artefact */'),
      ) as [Parameters<Database['query']>];
      expect(others).toEqual([]);
      const all = await scores.ranked({ ...set, userCount: 0 }, asked, null, 60, null);
      expect(idsOf(page)).toEqual(idsOf(all.slice(0, 2)));
      expect(idsOf(await scores.ranked(set, asked, page[1]!, 58, null))).toEqual(idsOf(all.slice(2)));
      const [plan] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT json) ${sql}`,
        parameters,
      );
      expect(rowsOfScans(plan!['QUERY PLAN'][0].Plan)).toBeLessThan(set.userCount / 4);
    }
    reads.mockRestore();
    await database.query(`ALTER TABLE churn_score DETACH PARTITION ${partitionOf(set)}`);
  });

  it('refuses a cursor of another order', async () => {
    await giveValues();
    const { body } = await service.ask<Ranked>('GET', '/churn?order=value&limit=2');
    for (const query of ['order=risk', 'order=value&defaultValue=3'])
      expect(await service.ask('GET', `/churn?${query}&cursor=${body.nextCursor}`)).toMatchObject({
        status: 400,
        body: { code: 'cursor_mismatch' },
      });
    expect((await service.ask('GET', `/churn?order=value&cursor=${body.nextCursor}`)).status).toBe(200);
  });

  it('is exported in the same order, with the values that are known', async () => {
    await giveValues();
    const expected = await byValueAtRisk(5);
    const { text } = await service.ask('GET', '/admin/churn/export.csv?order=value&defaultValue=5');
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toMatch(/,first_reason,value,doubtful$/);
    expect(lines.map((line) => line.split(',')[0])).toEqual(expected.map(({ id }) => id));
    expect(lines.map((line) => line.split(',').at(-2))).toEqual(
      expected.map(({ value }) => (value === null ? '' : String(value))),
    );
  });
});

describe('the decision by value', () => {
  const CAMPAIGN = 'contactCost=1&savedValue=10&successRate=0.2';
  const planOf = async (query: string): Promise<DecisionDto['plan']> =>
    (await service.ask<DecisionDto>('GET', `/churn/decision?${query}`)).body.plan;

  it('contacts the users of whom a contact pays by their own value, those who lose most first', async () => {
    await giveValues();
    const users = await byValueAtRisk(10);
    const pays = users.filter(({ atRisk }) => atRisk * 0.2 >= 1);
    const sum = (of: typeof users) => of.reduce((total, { atRisk }) => total + atRisk * 0.2 - 1, 0);
    const plan = await planOf(`${CAMPAIGN}&order=value`);
    expect(plan.contacts).toBe(pays.length);
    expect(plan.expectedNet).toBeCloseTo(sum(pays), 1);
    expect(plan.everybody).toBeCloseTo(sum(users), 1);
    const capped = await planOf(`${CAMPAIGN}&order=value&budget=20`);
    expect(capped.contacts).toBe(20);
    expect(capped.expectedNet).toBeCloseTo(sum(users.slice(0, 20)), 1);
    // The list that it names begins with the same users.
    expect(capped.list).toBe('/churn?order=value&defaultValue=10&contactable=true');
    const { body } = await service.ask<Ranked>('GET', `${capped.list}&limit=20`);
    expect(body.users.map(({ userId }) => userId)).toEqual(users.slice(0, 20).map(({ id }) => id));
    expect(Math.min(...body.users.map(({ probability }) => probability))).toBeCloseTo(
      capped.lowestProbability!,
      6,
    );
  });

  it('takes the same value for every user unless it is asked for theirs', async () => {
    const before = await planOf(CAMPAIGN);
    const { list, order, ...byValue } = await planOf(`${CAMPAIGN}&order=value`);
    expect(before).toMatchObject(byValue);
    expect(list).toBe('/churn?order=value&defaultValue=10&contactable=true');
    expect(order).toMatchObject({ by: 'risk', usersWithValue: 0 });
    await giveValues();
    expect(await planOf(CAMPAIGN)).toEqual(before);
    expect((await planOf(`${CAMPAIGN}&order=value`)).expectedNet).toBeGreaterThan(before.expectedNet);
  });
});

describe('the users of one budget', () => {
  const BUDGET = 60;
  const idsOf = (users: readonly { userId: string }[]) => users.map(({ userId }) => userId).sort();
  const idsIn = (csv: string) =>
    csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]!)
      .sort();

  it('are the same in plan, list, file, audience and campaign, and each says by what they come first', async () => {
    // At a tie that the budget divides low ids would come first.
    await service.database.query('UPDATE churn_score SET probability = 0.9 WHERE user_id % 2 = 0');
    for (const [name, values, sentence] of [
      ['none', () => Promise.resolve(), /^By churn risk: no scored user has a stored value/],
      [
        'some',
        giveValues,
        /^By churn risk x value: 118 users have a stored value, the others count with 10\.$/,
      ],
    ] as const) {
      await values();
      const expected = idsOf((await byValueAtRisk(10)).slice(0, BUDGET).map(({ id }) => ({ userId: id })));
      const order = expect.objectContaining({
        sentence: expect.stringMatching(sentence) as unknown,
      }) as unknown;
      const { plan } = (
        await service.ask<DecisionDto>(
          'GET',
          `/churn/decision?contactCost=1&savedValue=10&successRate=1&budget=${BUDGET}&order=value`,
        )
      ).body;
      expect(plan).toMatchObject({ contacts: BUDGET, order });
      const list = await service.ask<Ranked>('GET', `${plan.list}&limit=${BUDGET}`);
      expect(list.body).toMatchObject({ order });
      expect(idsOf(list.body.users)).toEqual(expected);
      const file = await service.ask(
        'GET',
        `/admin${plan.list.replace('?', '/export.csv?')}&limit=${BUDGET}`,
      );
      expect(idsIn(file.text)).toEqual(expected);
      const key = `budget-${name}`;
      const rules = {
        conditions: [{ probability: { from: 0 } }],
        limit: BUDGET,
        order: 'value',
        defaultValue: 10,
      };
      const preview = await service.ask('POST', '/audiences/preview', { body: rules });
      expect(preview.body).toMatchObject({ users: BUDGET, order });
      const made = await service.ask('POST', '/admin/audiences', { body: { ...rules, key, name } });
      expect(made.body).toMatchObject({ members: BUDGET, order });
      expect(idsIn((await service.ask('GET', `/admin/audiences/${key}/members`)).text)).toEqual(expected);
      const terms = { audience: key, holdout: 0.3, successRate: 0.2, contactCost: 1, savedValue: 10 };
      const draft = await service.ask('POST', '/admin/campaigns', { body: { ...terms, key, name } });
      expect(draft.body).toMatchObject({ plan: { members: BUDGET, order } });
    }
    await service.ask('POST', '/admin/campaigns/budget-some/launch');
    const assigned = await service.database.query<{ userId: string }>(
      'SELECT user_id::text AS "userId" FROM campaign_assignment',
    );
    const members = await service.ask('GET', '/admin/audiences/budget-some/members');
    expect(idsOf(assigned)).toEqual(expect.arrayContaining(idsIn(members.text)));
    expect(assigned).toHaveLength(BUDGET);
  });
});
