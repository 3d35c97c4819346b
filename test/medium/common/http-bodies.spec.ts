import { ADMIN, JSON_BODY, READ, useEcho } from './echo-service.js';

const service = useEcho();

const post = (path: string, body: string, key = ADMIN) =>
  service.ask(path, { method: 'POST', headers: { ...key, ...JSON_BODY }, body });
const members = (count: number) => `{${Array.from({ length: count }, (_, i) => `"m${i}":${i}`).join(',')}}`;

describe('JSON bodies', () => {
  it.each([
    ['500,000 nested lists', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['500,000 lists that never end', '['.repeat(500_000)],
    ['21 levels', `{"count":${'['.repeat(20)}${']'.repeat(20)}}`],
    ['half a million numbers', `[${'1,'.repeat(500_000)}1]`],
    ['100,000 empty objects', `{"count":[${'{},'.repeat(100_000)}{}]}`],
  ])('of %s are refused before they are parsed', async (_name, body) => {
    const answer = await post('/users/count', body, READ);
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_too_complex' } });
    expect(answer.body['detail']).toMatch(/^The body (is nested more|holds more) than /);
  });

  it.each([
    ['10,000 ids', JSON.stringify({ userIds: Array.from({ length: 10_000 }, (_, i) => String(i)) }), 201],
    ['10,001 ids', JSON.stringify({ userIds: Array.from({ length: 10_001 }, (_, i) => String(i)) }), 400],
    ['20 levels', `{"userIds":${'['.repeat(19)}${']'.repeat(19)}}`, 400],
    ['one long text', `{"userIds":["${'1'.repeat(1_000_000)}"]}`, 400],
    ['a long number', `{"userIds":[${'1'.repeat(1_000_000)}]}`, 400],
    ['60,000 unknown members', members(60_000), 400],
    ['a byte order mark', '\uFEFF{"userIds":["1"]}', 201],
    [
      'a batch of 1,000 events of 14 members',
      JSON.stringify({ events: Array.from({ length: 1_000 }, () => JSON.parse(members(14)) as object) }),
      400,
    ],
  ])('of %s reach the rules of the route', async (_name, body, status) => {
    const answer = await post('/users/count', body, READ);
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body['code']).toBe('validation_failed');
  });

  it.each([
    '{"count":1,"__proto__":{"admin":true}}',
    '{"count":1,"constructor":{"prototype":{"admin":true}}}',
    '{"__proto__":null,"count":1}',
  ])('with the members of a prototype are refused: %s', async (body) => {
    expect(await post('/admin/count', body)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
