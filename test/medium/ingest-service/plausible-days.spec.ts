import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, play, removeLogsFolders, search } from './logs-folder.js';
import { tableState } from './table-state.js';

let testDatabase: TestDatabase;
let loader: Loader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  loader = await createLoader(testDatabase.url);
});

afterAll(async () => {
  await loader.close();
  await testDatabase.drop();
  await removeLogsFolders();
});

it('refuses archives, rows and searches of days to come, each by itself, and takes days long ago', async () => {
  const folder = await makeLogsFolder({
    '99991231_1_play.log': play(1, 2, 100),
    '20990101_1_play.log': play(1, 2, 100),
    '19691231_1_play.log': play(1, 2, 100),
    '19991231_1_play.log': play(1, 2, 100),
    '1_1_search.log':
      search(3, '1998-07-01 10:00:00', 'mc') +
      search(3, '2099-01-01 10:00:00', 'mc') +
      search(3, '9999-12-31 23:59:59', 'mc'),
    'play_ds.csv': 'uid,song_id,date\n4,5,1997-08-01\n4,5,9999-12-31\n4,5,19691231\n',
  });
  expect(await loader.load(folder)).toMatchObject({
    archives: { loaded: 3, refused: 3 },
    reasons: { implausible_date: 3 },
    events: { play: 2, search: 1 },
    rejected: { day_implausible: 4 },
  });
  const { plays, searches, songs, userDays } = await tableState(loader.database);
  expect(plays).toEqual([
    '1997-08-01 4 5 - 0 - 0 play_ds.csv',
    '1999-12-31 1 2 100 200 0 1 19991231_1_play.log',
  ]);
  expect(searches).toMatchObject([{ day: '1998-07-01', searched_at: '1998-07-01 10:00:00' }]);
  expect(songs).toMatchObject([
    { song_id: '2', title: 'song 2', event_count: 1 },
    { song_id: '5', event_count: 1 },
  ]);
  expect(userDays.map(({ day, user_id: user }) => [day, user])).toEqual([
    ['1997-08-01', '4'],
    ['1998-07-01', '3'],
    ['1999-12-31', '1'],
  ]);
});
