import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, play, removeLogsFolders, search } from './logs-folder.js';
import { tableState } from './table-state.js';

let loader: Loader;

beforeAll(async () => {
  loader = await newLoader();
});

afterAll(async () => {
  await closeLoaders();
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
    'play_ds.csv': 'uid,song_id,date\n4,5,1970-08-01\n4,5,9999-12-31\n4,5,19691231\n',
  });
  expect(await loader.load(folder)).toMatchObject({
    archives: { loaded: 3, refused: 3 },
    reasons: { implausible_date: 3 },
    events: { play: 2, search: 1 },
    rejected: { day_implausible: 4 },
  });
  const { plays, searches, songs, userDays } = await tableState(loader.database);
  expect(plays).toEqual([
    '1970-08-01 4 5 - 0 - 0 play_ds.csv',
    '1999-12-31 1 2 100 200 0 1 19991231_1_play.log',
  ]);
  expect(searches).toMatchObject([{ day: '1998-07-01', searched_at: '1998-07-01 10:00:00' }]);
  expect(songs).toMatchObject([
    { song_id: '2', title: 'song 2', event_count: 1 },
    { song_id: '5', event_count: 1 },
  ]);
  expect(userDays.map(({ day, user_id: user }) => [day, user])).toEqual([
    ['1970-08-01', '4'],
    ['1998-07-01', '3'],
    ['1999-12-31', '1'],
  ]);
});

it('takes days since 1971 of mapped files, whose times may be none', async () => {
  const mapping = readMapping(
    'name: ours\nrecords: lines\nuser: u\nsong: s\ntime: { column: t, format: unix }\n',
  );
  const times = [
    '1971-01-01T01:00:00Z',
    '1997-08-01T23:00:00Z',
    '1999-12-31T02:00:00Z',
    '2000-01-01T12:00:00Z',
  ];
  const seconds = [0, 1_700_000, ...times.map((time) => Date.parse(time) / 1_000)];
  const lines = seconds.map((t) => `${JSON.stringify({ u: 'ann', s: 't1', t })}\n`);
  const mapped = await newLoader();
  expect(await mapped.load(await makeLogsFolder({ 'a.jsonl': lines.join('') }), { mapping })).toMatchObject({
    events: { play: 4 },
    rejected: { day_implausible: 2 },
  });
  const { userDays } = await tableState(mapped.database);
  const nights = await mapped.database.query('SELECT night_plays FROM user_day ORDER BY day');
  expect(userDays.map(({ day }) => day)).toEqual(times.map((time) => time.slice(0, 10)));
  expect(nights).toEqual([1, 0, 1, 0].map((plays) => ({ night_plays: plays })));
});
