import { IdentifyArchives1700000000100 } from '../../../migrations/1700000000100-identify-archives.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(async () => {
  await testDatabase.drop();
});

it('finds out which archives of a database that was filled before are the same', async () => {
  const { database } = testDatabase;
  const migration = new IdentifyArchives1700000000100();
  const runner = database.dataSource.createQueryRunner();
  await migration.down(runner);
  await database.query(
    `INSERT INTO archive (name, kind, day, part, state, event_count) VALUES
       ('20170401_3_play.log.tar.gz', 'play', '2017-04-01', 3, 'loaded', 5),
       ('20170401_003_play.log', 'play', '2017-04-01', 3, 'duplicate', 0),
       ('20170402_play.log.gz', 'play', '2017-04-02', NULL, 'loaded', 5),
       ('20170402_play.log', 'play', '2017-04-02', NULL, 'loaded', 5),
       ('events/2017-04-02/play', 'play', '2017-04-02', NULL, 'loaded', 5),
       ('play_ds.csv.gz', 'play', NULL, NULL, 'loaded', 5),
       ('x.gz', NULL, NULL, NULL, 'refused', 0), ('x', NULL, NULL, NULL, 'refused', 0)`,
  );
  await database.query(
    `INSERT INTO song (song_id, event_count, named_in) VALUES (1, 5, '20170401_3_play.log.tar.gz')`,
  );
  await migration.up(runner);
  await runner.release();
  const rows = await database.query<{ name: string; identity: string }>(
    'SELECT name, identity FROM archive ORDER BY name COLLATE "C"',
  );
  expect(rows.map(({ name, identity }) => [name, identity])).toEqual([
    ['20170401_3_play.log.tar.gz', '20170401_3_play.log'],
    // Both are loaded, so both stay.
    ['20170402_play.log', '20170402_play.log'],
    ['20170402_play.log.gz', '20170402_play.log.gz'],
    ['events/2017-04-02/play', 'events/2017-04-02/play'],
    ['play_ds.csv.gz', 'play_ds.csv'],
    ['x', 'x'],
    ['x.gz', 'x.gz'],
  ]);
  expect(await database.query('SELECT named_in FROM song')).toEqual([{ named_in: '20170401_3_play.log' }]);
});
