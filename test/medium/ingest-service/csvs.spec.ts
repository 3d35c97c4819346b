import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scanLine } from '../../../apps/ingest-service/src/formats/scanned-line.js';
import { singerHash } from '../../../apps/ingest-service/src/formats/singer-hash.js';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, removeLogsFolders } from './logs-folder.js';
import { tableState } from './table-state.js';

const PLAYS = `uid,device,song_id,song_type,song_name,singer,play_time,song_length,paid_flag,date
168550892,ar,23491655,0,裂心,林志炫,254,254,0,2017-04-01
168550892,ar,23491655,0,"裂心, ""live""",林志炫,254000,254,0, 20170402
168550496,ip,0,1,x,y,12,100,0,2017-04-01
168550496,ip,7,1,x,y,12,100,0,2017-13-01
,ip,7,1,x,y,12,100,0,2017-04-01
`;
/** As other tools leave them: an index column, no titles, other order. */
const DOWNLOADS = `,date,song_id,uid\r\n0,2017-04-01,5,168550892\r\n1,2017-04-03,6,168550892\r\n`;
/** Names in any case; a row has a value too many. */
const SEARCHES =
  'Uid, device,TIME_STAMP,search_query\n1,ar,2017-04-01 10:00:00,%E8%A3%82%E5%BF%83\n2,ip,x,mc\n' +
  '2,ip,2017-04-01 10:00:00,mc,more\n';

let loader: Loader;
let folder: string;

beforeAll(async () => {
  loader = await newLoader();
  folder = await makeLogsFolder({
    'play_ds.csv': PLAYS,
    'down_ds.csv.gz': gzipSync(DOWNLOADS),
    'search_ds.csv': SEARCHES,
  });
});

afterAll(async () => {
  await closeLoaders();
  await removeLogsFolders();
});

it('loads CSVs of many days, each row by the rules of its log', async () => {
  expect(await loader.load(folder)).toMatchObject({
    archives: { loaded: 3, refused: 0 },
    events: { play: 3, download: 2, search: 1 },
    lines: 10,
    rejected: { day_unknown: 2, user_id_missing: 1, too_many_fields: 1 },
    // Of columns that are not there, nothing is repaired.
    repaired: { play_seconds_milliseconds: 1, song_id_unknown: 1, query_percent_decoded: 1 },
  });
  const state = await tableState(loader.database);
  expect(state.plays).toEqual([
    '2017-04-01 168550496 - 12 100 1 2 play_ds.csv',
    '2017-04-01 168550892 23491655 254 254 0 1 play_ds.csv',
    '2017-04-02 168550892 23491655 254 254 0 1 play_ds.csv',
  ]);
  const hashes = await loader.database.query<{ singer_hash: number }>(
    'SELECT singer_hash FROM play_event ORDER BY day, user_id',
  );
  const hashOf = (singer: string): number | null => {
    const line = scanLine(singer);
    return singerHash(line, 0, line.end);
  };
  expect(hashes.map(({ singer_hash: hash }) => hash)).toEqual([
    hashOf('y'),
    hashOf('林志炫'),
    hashOf('林志炫'),
  ]);
  expect(state.downloads).toHaveLength(2);
  expect(state.searches).toEqual([
    expect.objectContaining({ day: '2017-04-01', searched_at: '2017-04-01 10:00:00', query: '裂心' }),
  ]);
  expect(state.songs).toEqual([
    expect.objectContaining({ song_id: '5', title: null, event_count: 1, named_in: null }),
    expect.objectContaining({ song_id: '6', title: null, event_count: 1 }),
    {
      song_id: '23491655',
      title: '裂心, "live"',
      singer: '林志炫',
      length_seconds: 254,
      event_count: 2,
      named_in: '20170402/play_ds.csv',
      lengths: [254],
      length_plays: [2],
    },
  ]);
  expect(
    state.userDays.map(({ day, user_id, plays, downloads, searches }) => [
      day,
      user_id,
      plays,
      downloads,
      searches,
    ]),
  ).toEqual([
    ['2017-04-01', '1', 0, 0, 1],
    ['2017-04-01', '168550496', 1, 0, 0],
    ['2017-04-01', '168550892', 1, 1, 0],
    ['2017-04-02', '168550892', 1, 0, 0],
    ['2017-04-03', '168550892', 0, 1, 0],
  ]);
});

it('loads the same content once', async () => {
  const before = await tableState(loader.database);
  expect(await loader.load(folder)).toMatchObject({ archives: { loaded: 0, unchanged: 3 } });
  expect(await tableState(loader.database)).toEqual(before);
});

it('replaces a changed CSV on all its days', async () => {
  await writeFile(
    join(folder, 'play_ds.csv'),
    'uid,song_id,date,song_length\n168550892,23491655,2017-04-04,200\n',
  );
  expect(await loader.load(folder)).toMatchObject({ archives: { loaded: 1, unchanged: 2 } });
  const state = await tableState(loader.database);
  expect(state.plays).toEqual(['2017-04-04 168550892 23491655 - 200 - 0 play_ds.csv']);
  expect(state.songs).toContainEqual(
    expect.objectContaining({ song_id: '23491655', lengths: [200], length_plays: [1] }),
  );
  expect(state.songs.filter(({ lengths }) => lengths !== null)).toHaveLength(1);
  expect(state.userDays.map(({ day, plays }) => [day, plays])).toEqual([
    ['2017-04-01', 0],
    ['2017-04-01', 0],
    ['2017-04-03', 0],
    ['2017-04-04', 1],
  ]);
});

it('refuses a CSV without the columns it needs', async () => {
  const other = await makeLogsFolder({
    'down_ds.csv': 'user,song\n1,2\n',
    'search_ds.csv.gz': gzipSync('uid,date\n'),
  });
  expect(await loader.load(other)).toMatchObject({
    archives: { refused: 2 },
    reasons: { columns_missing: 1, no_event: 1 },
  });
});
