import { NameDownloadsAlike1700000000086 } from '../../../migrations/1700000000086-name-downloads-alike.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.drop();
});

const FOUND = `SELECT
  (SELECT string_agg(name || ' ' || kind, ', ' ORDER BY name) FROM archive) AS archives,
  (SELECT string_agg(kind || ' ' || lines, ', ' ORDER BY kind) FROM archive_coverage) AS coverage,
  (SELECT min(kind) FROM recent_event) AS recent,
  (SELECT min(kind) FROM event_recommendation) AS recommended,
  (SELECT report FROM churn_backtest) AS report`;

it('renames the downloads of a database that was filled before, and names them back', async () => {
  const { database } = testDatabase;
  const inserts = [
    `INSERT INTO archive (identity, name, kind, day, part, state, line_count, event_count)
     VALUES ('a', '20170401_1_down.log', 'download', '2017-04-01', 1, 'loaded', 5, 5),
       ('b', 'events/2017-04-01/download', 'download', '2017-04-01', NULL, 'loaded', 2, 2),
       ('c', '20170401_1_play.log', 'play', '2017-04-01', 1, 'loaded', 9, 9)`,
    `INSERT INTO recent_event (user_id, song_id, happened_at, device, kind) VALUES (1, 2, now(), 1, 'download')`,
    `INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id)
     VALUES (1, 2, '2017-04-01', 'download', 'a')`,
    `INSERT INTO churn_backtest (parameters, report)
     VALUES ('{}', '{"holes": [{"day": "2017-04-02", "kind": "download"}]}')`,
  ];
  for (const insert of inserts) await database.query(insert);
  const migrated = await database.query(FOUND);
  expect(migrated).toMatchObject([{ coverage: expect.stringContaining('download 5') as unknown }]);

  const migration = new NameDownloadsAlike1700000000086();
  const runner = database.dataSource.createQueryRunner();
  await migration.down(runner);
  const before = await database.query(FOUND);
  expect(before).toMatchObject([
    {
      archives: '20170401_1_down.log down, 20170401_1_play.log play, events/2017-04-01/down down',
      coverage: expect.stringContaining('down 5') as unknown,
      recent: 'down',
      recommended: 'down',
      report: { holes: [{ day: '2017-04-02', kind: 'down' }] },
    },
  ]);
  await migration.up(runner);
  await runner.release();
  expect(await database.query(FOUND)).toEqual(migrated);
});
