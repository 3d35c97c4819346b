import { SnapshotsRepository } from '../../../apps/churn-service/src/dataset/snapshots.repository.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { daysBetween, markLoaded } from './user-days.js';

let testDatabase: TestDatabase;
let snapshots: SnapshotsRepository;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  snapshots = new SnapshotsRepository(testDatabase.database);
});

afterAll(async () => {
  await testDatabase.drop();
});

beforeEach(async () => {
  await testDatabase.database.query('TRUNCATE archive, rejected_line, archive_event_day');
});

/** Archives of one kind, several parts a day. */
async function loadParts(days: readonly string[], kind: string, parts: readonly number[]): Promise<void> {
  await testDatabase.database.query(
    `INSERT INTO archive (identity, name, kind, day, part, state, line_count, finished_at)
     SELECT day || $2 || part, day || '_' || part || '_' || $2, $2, day, part, 'loaded', 10000, now()
     FROM unnest($1::date[]) AS day, unnest($3::int[]) AS part`,
    [days, kind, parts],
  );
}

const newestDay = async () => (await snapshots.loadedDays()).newestDay;

describe('the newest complete day', () => {
  const DAYS = daysBetween('2017-05-01', '2017-05-09');
  const NEXT = '2017-05-10';

  it('waits for all parts that the days before have, whichever kind they are of', async () => {
    await loadParts(DAYS, 'play', [1, 2, 3]);
    await loadParts(DAYS, 'search', [1, 2, 3]);
    await loadParts([NEXT], 'play', [1, 2, 3]);
    expect(await newestDay()).toBe('2017-05-09');
    await loadParts([NEXT], 'search', [1]);
    expect(await newestDay()).toBe('2017-05-09');
    await loadParts([NEXT], 'search', [2, 3]);
    expect(await newestDay()).toBe(NEXT);
  });

  it('is the last of the complete ones; what is loaded after it has holes', async () => {
    await loadParts([...DAYS, NEXT], 'play', [1, 2, 3]);
    await testDatabase.database.query(
      `UPDATE archive SET state = 'partial' WHERE day IN ('2017-05-04', $1) AND part = 2`,
      [NEXT],
    );
    const coverage = await snapshots.coverage();
    expect(coverage).toEqual({
      days: { firstDay: '2017-05-01', newestDay: '2017-05-09' },
      lastDay: NEXT,
      wholeDays: DAYS.filter((day) => day !== '2017-05-04'),
    });
    // The same object, until something is loaded.
    expect(await snapshots.coverage()).toBe(coverage);
  });

  it('has no archive that was read in part, is far too small, or was refused', async () => {
    await loadParts([...DAYS, NEXT], 'play', [1, 2, 3]);
    expect(await newestDay()).toBe(NEXT);
    for (const change of [`state = 'partial'`, `state = 'refused'`, `line_count = 2000`]) {
      await testDatabase.database.query(
        `UPDATE archive SET ${change}, finished_at = clock_timestamp() WHERE day = $1 AND part = 2`,
        [NEXT],
      );
      expect([change, await newestDay()]).toEqual([change, '2017-05-09']);
      await testDatabase.database.query(`UPDATE archive SET state = 'loaded', line_count = 10000`);
      expect(await newestDay()).toBe(NEXT);
    }
  });

  it('is not moved back by the first old archive of another kind', async () => {
    const days = daysBetween('2017-04-01', '2017-05-09');
    await loadParts(days, 'play', [1]);
    await loadParts(['2017-04-01'], 'download', [1]);
    expect(await snapshots.loadedDays()).toEqual({ firstDay: '2017-04-01', newestDay: '2017-05-09' });
  });

  it('goes on a week after a kind is delivered no more', async () => {
    await loadParts(DAYS, 'play', [1]);
    await loadParts(DAYS.slice(0, 2), 'download', [1]);
    expect(await newestDay()).toBe('2017-05-02');
    await loadParts([NEXT], 'play', [1]);
    expect(await newestDay()).toBe(NEXT);
  });
});

async function collect(day: string): Promise<void> {
  await testDatabase.database.query(
    `INSERT INTO archive (identity, name, kind, day, state, finished_at)
     SELECT 'events/' || $1 || kind, 'events/' || $1 || '/' || kind, kind, $1::date, 'loaded', now()
     FROM unnest(ARRAY['play', 'download', 'search']) AS kind`,
    [day],
  );
}

it('does not take the running day of collected events for a complete one', async () => {
  await collect('2017-05-01');
  expect(await snapshots.loadedDays()).toEqual({ firstDay: null, newestDay: null });
  await markLoaded(testDatabase.database, ['2017-04-30']);
  expect(await snapshots.loadedDays()).toEqual({ firstDay: '2017-04-30', newestDay: '2017-04-30' });
  await collect('2017-05-02');
  expect((await snapshots.loadedDays()).newestDay).toBe('2017-05-01');
  await markLoaded(testDatabase.database, ['2017-05-02']);
  expect((await snapshots.loadedDays()).newestDay).toBe('2017-05-02');
});

it('counts the days of archives whose name has none', async () => {
  const [archive] = await testDatabase.database.query<{ id: number }>(
    `INSERT INTO archive (identity, name, kind, state, finished_at)
     VALUES ('play_ds.csv', 'play_ds.csv', 'play', 'loaded', now()) RETURNING id`,
  );
  const before = await snapshots.loads('2017-04-01', '2017-04-02');
  await testDatabase.database.query(
    `INSERT INTO archive_event_day (archive_id, day, event_count) VALUES ($1, '2017-04-01', 3), ($1, '2017-04-02', 4)`,
    [archive!.id],
  );
  expect(await snapshots.loadedDays()).toEqual({ firstDay: '2017-04-01', newestDay: '2017-04-02' });
  expect((await snapshots.loads('2017-04-01', '2017-04-02')).mark).not.toBe(before.mark);
});
