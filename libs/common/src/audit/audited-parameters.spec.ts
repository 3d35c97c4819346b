import { auditedParameters } from './audited-parameters.js';

const USER = '168550892';

function audited(input: { route?: string; path?: unknown; query?: unknown; body?: unknown }): unknown {
  return auditedParameters({ route: '/admin/x', path: {}, query: {}, body: undefined, ...input });
}

describe('auditedParameters', () => {
  it('keeps what was asked for', () => {
    expect(
      audited({
        path: { version: '3', songId: '15249349', name: '20170401_3_play.log.tar.gz' },
        query: { limit: '20' },
        body: {
          scopes: ['read', 'admin'],
          engine: 'spark',
          from: '2017-04-01',
          share: 0.5,
          deep: { force: true },
        },
      }),
    ).toEqual({
      version: '3',
      songId: '15249349',
      name: '20170401_3_play.log.tar.gz',
      limit: '20',
      scopes: ['read', 'admin'],
      engine: 'spark',
      from: '2017-04-01',
      share: 0.5,
      deep: { force: true },
    });
  });

  it.each([
    ['in the path', { route: '/admin/ingest/exclusions/:userId', path: { userId: USER } }],
    ['in a path of users under another name', { route: '/admin/users/:id/export', path: { id: USER } }],
    [
      'in a text of a route about users',
      { route: '/admin/users/exclude', body: { reason: `${USER} asked` } },
    ],
    ['in a list', { route: '/admin/users/erase', body: { userIds: [USER, '7'] } }],
    ['in a list of another name', { body: { ids: [USER] } }],
    ['as a number', { body: { userId: Number(USER) } }],
    ['as a text under another name', { body: { who: USER } }],
    ['as a name', { body: { [USER]: true, [`u${USER}`]: 1 } }],
    ['in the query', { query: { user_id: USER, q: USER } }],
    ['deep inside', { body: { a: { b: { c: { d: USER } }, userIds: [USER] } } }],
    ['as the body itself', { body: [USER] }],
  ])('leaves out the id of a user %s', (_where, input) => {
    expect(JSON.stringify(audited(input))).not.toContain(USER);
  });

  it.each(['userId', 'user_id', 'userIds', 'byUserId'])(
    'leaves out a member called %s, however short',
    (name) => {
      const parameters = { [name]: '(left out)' };
      for (const id of ['7', 7]) {
        expect(audited({ query: { [name]: id } })).toEqual(parameters);
        expect(audited({ body: { deep: { [name]: id } } })).toEqual({ deep: parameters });
      }
    },
  );

  it('keeps the length of a list that it leaves out', () => {
    expect(audited({ body: { userIds: [USER, '7', '8'] } })).toEqual({ userIds: { count: 3 } });
  });

  it.each(['token', 'newToken', 'password', 'clientSecret'])('leaves out a member called %s', (name) => {
    const secret = 'mbk_3f9a1c2b_x';
    expect(audited({ body: { [name]: secret, list: ['a'] } })).toEqual({ [name]: '(left out)', list: ['a'] });
    expect(audited({ body: { [`${name}s`]: [secret] } })).toEqual({ [`${name}s`]: { count: 1 } });
  });

  it('holds nothing that PostgreSQL does not store', () => {
    expect(audited({ body: { 'a\0': 'x\0y', b: '\ud800' } })).toEqual({ a: 'xy', b: '\ufffd' });
  });

  it('is small, whatever was sent', () => {
    const long = audited({ body: { text: 'x'.repeat(100_000) } }) as { text: string };
    expect(long.text).toHaveLength(201);
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`m${n}`, 'x'.repeat(199)]));
    expect(JSON.stringify(audited({ body: many })).length).toBeLessThan(4_001);
    let deep: object = {};
    for (let level = 0; level < 1_000; level++) deep = { deep };
    expect(JSON.stringify(audited({ body: deep })).length).toBeLessThan(200);
  });

  it.each([null, 'text', 3, true])('takes the body %j for no parameters', (body) => {
    expect(audited({ body })).toEqual({});
  });
});
