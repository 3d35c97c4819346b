import type { UserDaysDto, UsersDto } from '../../../apps/ingest-service/src/users/users.dto.js';
import { SELECT_FIRST_USERS } from '../../../apps/ingest-service/src/users/users.service.js';
import { READ, useIngestApp } from './ingest-app.js';
import { play } from './logs-folder.js';

const USERS = [0, 16, 160, 168, 169, 1680, 16_812, 168_550_892, 2, 7];

const ingest = useIngestApp({
  '20170401_1_play.log': USERS.map((user) => play(user, 1, 200, 200)).join(''),
  '20170402_1_play.log': play(168, 1, 100, 200) + play(168, 2, 200, 200) + play(7, 1, 5000, 5000).repeat(18),
});

beforeAll(async () => {
  expect(await ingest.runJob('/admin/ingest/archives', { path: '.' })).toMatchObject({ state: 'succeeded' });
});

async function found(query: string): Promise<string[]> {
  const { body } = await ingest.ask<UsersDto>('GET', `/ingest/users?${query}`, READ);
  return body.users.map(({ userId }) => userId);
}

describe('users', () => {
  it('are found by the first digits of their ids, ascending by number', async () => {
    expect(await found('prefix=168')).toEqual(['168', '1680', '16812', '168550892']);
    expect(await found('prefix=16')).toEqual(['16', '160', '168', '169', '1680', '16812', '168550892']);
    expect(await found('prefix=0')).toEqual(['0']);
    expect(await found('prefix=00')).toEqual([]);
    expect(await found('prefix=9223372036854775807')).toEqual([]);
    expect(await found('')).toEqual([...USERS].sort((a, b) => a - b).map(String));
  });

  it('come with their days, and with why they are left out of the models', async () => {
    const { body } = await ingest.ask<UsersDto>('GET', '/ingest/users?prefix=7', READ);
    expect(body.users).toEqual([
      {
        userId: '7',
        firstDay: '2017-04-01',
        lastDay: '2017-04-02',
        days: 2,
        plays: 19,
        excludedBecause: 'over_24_hours',
      },
    ]);
    const all = await ingest.ask<UsersDto>('GET', '/ingest/users?prefix=168', READ);
    expect(all.body.users[0]).toMatchObject({ userId: '168', days: 2, plays: 3, excludedBecause: null });
  });

  it('come page by page, none twice; a cursor belongs to its prefix', async () => {
    const shown: string[] = [];
    let cursor: string | null = null;
    do {
      const url: string = `/ingest/users?prefix=1&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { body } = await ingest.ask<UsersDto>('GET', url, READ);
      expect(body.users.length).toBeLessThanOrEqual(2);
      shown.push(...body.users.map(({ userId }) => userId));
      if (cursor === null) {
        const other = await ingest.ask('GET', `/ingest/users?prefix=2&cursor=${body.nextCursor!}`, READ);
        expect([other.status, other.body]).toEqual([
          400,
          expect.objectContaining({ code: 'cursor_invalid' }),
        ]);
      }
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(shown).toEqual(['16', '160', '168', '169', '1680', '16812', '168550892']);
  });

  it.each(['1'.repeat(10_000), ''])('are not looked for by %s', async (prefix) => {
    const { status } = await ingest.ask('GET', `/ingest/users?prefix=${encodeURI(prefix)}`, READ);
    expect(status).toBe(400);
  });

  it.each(['16%', '-1', '1_', '%00', '1'.repeat(20), '１６'])('are not found by %s', async (prefix) => {
    expect(await found(`prefix=${encodeURIComponent(prefix)}`)).toEqual([]);
  });

  it('are looked up in the index of each day, however many there are', async () => {
    await ingest.testDatabase.database.query(
      `INSERT INTO user_day_20170401 (user_id, day, plays) SELECT 10000000 + n, '2017-04-01', 1 FROM generate_series(1, 100000) AS n`,
    );
    await ingest.testDatabase.database.query('ANALYZE user_day');
    const plan = await ingest.testDatabase.database.query<Record<string, string>>(
      `EXPLAIN (ANALYZE, TIMING OFF) ${SELECT_FIRST_USERS}`,
      ['0', '19999999', 1_000],
    );
    const lines = plan.map((row) => row['QUERY PLAN']!);
    expect(lines.filter((line) => line.includes('Seq Scan on user_day_20170401'))).toEqual([]);
    const rows = lines.flatMap((line) => {
      const read = /Index.*user_day.*\(actual rows=([\d.]+) loops=(\d+)\)/.exec(line);
      return read === null ? [] : [Number(read[1]) * Number(read[2])];
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.reduce((sum, read) => sum + read, 0)).toBeLessThan(1_010);
  });

  it('are found behind thousands that are not looked for', async () => {
    // Between 10000001 and 10100000 no id begins with 1010 but the last of them.
    expect(await found('prefix=1010')).toEqual(['10100000']);
    expect(await found('prefix=1009999&limit=3')).toEqual(['10099990', '10099991', '10099992']);
    expect(await found('prefix=16&limit=200')).toEqual([
      '16',
      '160',
      '168',
      '169',
      '1680',
      '16812',
      '168550892',
    ]);
    expect(await found('prefix=3')).toEqual([]);
  });
});

describe('days of a user', () => {
  it('are those with an event, ascending, within a range', async () => {
    const { body } = await ingest.ask<UserDaysDto>('GET', '/ingest/users/168/days', READ);
    const nothing = { downloads: 0, searches: 0, feedback: 0 };
    expect(body).toEqual({
      userId: '168',
      days: [
        { ...nothing, day: '2017-04-01', plays: 1, playSeconds: 200 },
        { ...nothing, day: '2017-04-02', plays: 2, playSeconds: 300 },
      ],
    });
    const later = await ingest.ask<UserDaysDto>('GET', '/ingest/users/168/days?from=2017-04-02', READ);
    expect(later.body.days.map(({ day }) => day)).toEqual(['2017-04-02']);
    const none = await ingest.ask<UserDaysDto>('GET', '/ingest/users/168/days?from=2018-04-02', READ);
    expect(none.body.days).toEqual([]);
  });

  it('are refused for a user of whom nothing is loaded, and for a range that ends before it begins', async () => {
    const unknown = await ingest.ask('GET', '/ingest/users/12345/days', READ);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'user_unknown']);
    const reversed = await ingest.ask('GET', '/ingest/users/168/days?from=2017-04-02&to=2017-04-01', READ);
    expect([reversed.status, reversed.body['code']]).toEqual([400, 'range_reversed']);
  });
});
