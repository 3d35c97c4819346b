import { SnapshotsRepository } from '../../../apps/churn-service/src/dataset/snapshots.repository.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { markLoaded } from './user-days.js';

let testDatabase: TestDatabase;
let snapshots: SnapshotsRepository;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  snapshots = new SnapshotsRepository(testDatabase.database);
});

afterAll(async () => {
  await testDatabase.drop();
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
  expect(await snapshots.loadedDays()).toMatchObject({ firstDay: '2017-04-01', newestDay: '2017-05-02' });
  expect((await snapshots.loads('2017-04-01', '2017-04-02')).mark).not.toBe(before.mark);
});
