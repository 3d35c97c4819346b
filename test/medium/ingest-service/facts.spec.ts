import type { FactsDto, UserFactsDto } from '../../../apps/ingest-service/src/facts/facts.dto.js';
import { FactsRepository } from '../../../apps/ingest-service/src/facts/facts.repository.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { play } from './logs-folder.js';
import { rejectedLines } from './rejected-line-samples.js';

const WRITE = 'write-key-of-the-test';
const MAPPING = `
name: subscriptions
records: csv
kind: user
ids: numeric
user: customer
time: changed
when: [{ column: test, not: 'yes' }]
facts:
  plan: plan
  price: { column: amount }
  trial: trial
  renewal: { column: renews, format: DD.MM.YYYY }
`;
const CSV = `customer,changed,plan,amount,trial,renews,test
1000,2017-04-01,basic,4.99,yes,01.05.2017,
1000,2017-05-01,premium,9.99,no,01.06.2017,
1001,2017-04-03T10:00:00Z,"free, with ads",0,no,,
1001,2017-04-04,"free, with ads",0,no,,
x,2017-04-03,basic,1,no,,
1002,2017-04-03,basic,much,no,,
1002,2017-04-03,basic,1,no,31.02.2017,
1003,soon,basic,1,no,,
1003,2999-01-01,basic,1,no,,
1004,2017-04-03,basic,1,no,,yes
1005,2017-04-03,basic,1,no,,
`;
const ARCHIVE = 'subscriptions/user/subscriptions.csv';
const DECLARED = { plan: 'text', price: 'number', trial: 'boolean', renewal: 'day' };

const call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  key: string | null = ADMIN,
) => ingest.ask(method, url, key, body);
const tell = (userId: string, day: string, facts: object, key: string | null = WRITE) =>
  call('PUT', `/users/${userId}/facts`, { day, facts }, key);
const check = (mapping: string) =>
  call('POST', '/ingest/mappings/check', {
    name: 'subscriptions.csv',
    head: Buffer.from(CSV).toString('base64'),
    mapping,
    isWhole: true,
  });
const factsOf = async (userId: string) =>
  (await ingest.ask<UserFactsDto>('GET', `/ingest/users/${userId}/facts`, READ)).body.changes.map(
    ({ fact, day, value }) => [fact, day, value],
  );

const ingest = useIngestApp(
  {
    '20170401_1_play.log': play(1000, 1, 100),
    'subscriptions.csv': CSV,
  },
  { WRITE_KEYS: WRITE },
);
beforeEach(async () => {
  for (const [name, type] of Object.entries(DECLARED))
    expect(await call('PUT', `/admin/facts/${name}`, { type, label: name })).toMatchObject({
      status: 200,
      body: { name, type, label: name, forModels: true },
    });
});
afterEach(async () => {
  for (const name of Object.keys(DECLARED)) await call('DELETE', `/admin/facts/${name}`);
  await ingest.app.get(FactsRepository).removeUndeclared();
});

describe('facts', () => {
  it('are declared with a type that stays, relabelled, listed with their coverage and removed with their values', async () => {
    expect(
      await call('PUT', '/admin/facts/plan', { type: 'text', label: 'Their plan', forModels: false }),
    ).toMatchObject({ status: 200, body: { label: 'Their plan', forModels: false } });
    expect(await call('PUT', '/admin/facts/plan', { type: 'number', label: 'Plan' })).toMatchObject({
      status: 409,
      body: { code: 'fact_type_fixed' },
    });
    for (const wrong of ['Plan', '1plan', 'a'.repeat(41), 'pl-an'])
      expect((await call('PUT', `/admin/facts/${wrong}`, { type: 'day', label: 'x' })).status).toBe(400);
    await tell('1000', '2017-04-01', { plan: 'basic' });
    await tell('1000', '2017-04-20', { plan: 'premium' });
    const { facts } = (await ingest.ask<FactsDto>('GET', '/ingest/facts', READ)).body;
    expect(facts.map(({ name }) => name)).toEqual(['plan', 'price', 'renewal', 'trial']);
    expect(facts[0]).toMatchObject({ users: 1, changes: 2, firstDay: '2017-04-01', lastDay: '2017-04-20' });
    expect(facts[1]).toMatchObject({ users: 0, changes: 0, firstDay: null, lastDay: null });
    expect(await call('DELETE', '/admin/facts/plan')).toMatchObject({ status: 200, body: { name: 'plan' } });
    expect(await call('DELETE', '/admin/facts/plan')).toMatchObject({
      status: 404,
      body: { code: 'fact_unknown' },
    });
    await ingest.app.get(FactsRepository).removeUndeclared();
    expect(await ingest.testDatabase.database.query('SELECT FROM user_fact')).toEqual([]);
  });

  it('are told from a day on, in any order; what holds already is not stored again', async () => {
    const all = { plan: 'basic', price: 4.99, trial: true, renewal: '2017-05-01' };
    expect(await tell('1000', '2017-04-01', all)).toMatchObject({ status: 200, body: { changed: 4 } });
    expect(await tell('1000', '2017-04-01', all)).toMatchObject({ body: { changed: 0 } });
    expect(await tell('1000', '2017-04-09', all)).toMatchObject({ body: { changed: 0 } });
    expect(await tell('1000', '2017-04-20', { ...all, plan: null })).toMatchObject({ body: { changed: 1 } });
    expect(await tell('1000', '2017-03-20', { trial: 'no' })).toMatchObject({ body: { changed: 1 } });
    expect(await tell('1000', '2017-04-20', { plan: 'gone' })).toMatchObject({ body: { changed: 1 } });
    expect(await factsOf('1000')).toEqual([
      ['plan', '2017-04-20', 'gone'],
      ['plan', '2017-04-01', 'basic'],
      ['price', '2017-04-01', 4.99],
      ['renewal', '2017-04-01', '2017-05-01'],
      ['trial', '2017-04-01', true],
      ['trial', '2017-03-20', false],
    ]);
    expect(await factsOf('4711')).toEqual([]);
  });

  it('are refused whole where a value, a name, a day or a key is wrong', async () => {
    const codeOf = async (facts: object, day = '2017-04-01') =>
      (await tell('1000', day, { plan: 'basic', ...facts })).body['code'];
    for (const wrong of [
      { price: 'much' },
      { price: 1e13 },
      { price: [1] },
      { trial: 2 },
      { renewal: '2017-02-30' },
      { plan: 'x'.repeat(101) },
      { plan: 'a\u0000b' },
    ])
      expect(await codeOf(wrong)).toBe('fact_unfit');
    expect(await codeOf({ other: 1 })).toBe('fact_unknown');
    expect(await codeOf({}, '2999-01-01')).toBe('day_implausible');
    expect((await tell('1000', 'soon', {})).status).toBe(400);
    expect((await tell('1000', '2017-04-01', {}, READ)).status).toBe(403);
    expect((await call('GET', '/ingest/users/1000/facts', undefined, WRITE)).status).toBe(403);
    expect(await factsOf('1000')).toEqual([]);
  });

  it('are loaded in bulk by a mapping, once however often, with wrong records counted by reason', async () => {
    expect((await call('POST', '/admin/ingest/mappings', { text: MAPPING })).status).toBe(200);
    const load = () =>
      ingest.runJob('/admin/ingest/archives', { path: 'subscriptions.csv', mapping: 'subscriptions' });
    const expected = {
      state: 'succeeded',
      result: {
        archives: { loaded: 1 },
        lines: 11,
        rejected: {
          user_id_malformed: 1,
          fact_unfit: 2,
          day_unknown: 1,
          day_implausible: 1,
          record_not_selected: 1,
        },
      },
    };
    expect(await load()).toMatchObject(expected);
    const stored = async () =>
      await ingest.testDatabase.database.query('SELECT * FROM user_fact ORDER BY user_id, fact_id, day');
    const first = await stored();
    expect(await factsOf('1000')).toEqual([
      ['plan', '2017-05-01', 'premium'],
      ['price', '2017-05-01', 9.99],
      ['renewal', '2017-05-01', '2017-06-01'],
      ['trial', '2017-05-01', false],
      ['plan', '2017-04-01', 'basic'],
      ['price', '2017-04-01', 4.99],
      ['renewal', '2017-04-01', '2017-05-01'],
      ['trial', '2017-04-01', true],
    ]);
    expect(await factsOf('1001')).toEqual([
      ['plan', '2017-04-03', 'free, with ads'],
      ['price', '2017-04-03', 0],
      ['trial', '2017-04-03', false],
    ]);
    expect(await load()).toMatchObject(expected);
    expect(await stored()).toEqual(first);
    const lines = await rejectedLines(ingest, ARCHIVE);
    expect(lines.map(({ line, reason }) => [line, reason])).toEqual([
      [5, 'user_id_malformed'],
      [6, 'fact_unfit'],
      [7, 'fact_unfit'],
      [8, 'day_unknown'],
      [9, 'day_implausible'],
    ]);
    const { headers } = await call('DELETE', `/admin/ingest/archives/${encodeURIComponent(ARCHIVE)}`);
    expect(await ingest.endOfJob(String(headers['location']).split('/').at(-1)!)).toMatchObject({
      state: 'succeeded',
      result: { days: [], events: 0 },
    });
    expect(await stored()).toEqual(first);
    expect(JSON.parse(lines[1]!.text)).toMatchObject({ customer: '1002', amount: 'much' });
    await call('DELETE', '/admin/facts/price');
    expect(JSON.stringify(await load())).toContain('PUT /admin/facts/price');
  });

  it('of an erased user go, and are not taken again', async () => {
    await tell('1005', '2017-04-01', { plan: 'basic' });
    const exported = await ingest.app.inject({
      url: '/admin/users/1005/export',
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    expect(exported.body).toContain('"fact": "plan"');
    expect(await ingest.runJob('/admin/users/erase', { userIds: ['1005'] })).toMatchObject({
      state: 'succeeded',
    });
    expect(await factsOf('1005')).toEqual([]);
    expect(await tell('1005', '2017-04-01', { plan: 'basic' })).toMatchObject({
      status: 409,
      body: { code: 'user_erased' },
    });
    const { result } = await ingest.runJob('/admin/ingest/archives', {
      path: 'subscriptions.csv',
      mapping: 'subscriptions',
    });
    expect(result).toMatchObject({ rejected: { user_erased: 1 } });
    expect(await check(MAPPING)).toMatchObject({
      body: {
        ...{ records: 11, users: 3, rejected: { user_id_malformed: 1, user_erased: 1 } },
        firstRejected: ['user_id_malformed', 'day_unknown', 'day_implausible'].map((reason) => ({ reason })),
      },
    });
    expect(await factsOf('1005')).toEqual([]);
    expect(await call('POST', '/admin/users/readmit', { userIds: ['1005'] })).toMatchObject({ status: 200 });
  });

  it('are checked in a mapping before it is used', async () => {
    expect(await check(MAPPING)).toMatchObject({
      status: 200,
      body: { refusal: null, records: 11, users: 4, days: 4, firstDay: '2017-04-01', lastDay: '2017-05-01' },
    });
    for (const wrong of [
      MAPPING.replace('kind: user', 'kind: play'),
      `${MAPPING}song: plan\n`,
      MAPPING.replace(/facts:[^]*/, ''),
    ])
      expect((await check(wrong)).status).toBe(400);
  });
});
