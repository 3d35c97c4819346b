import type { LoadProgress } from '../../../apps/ingest-service/src/loading/load-progress.js';
import { closeLoaders, newLoader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, removeLogsFolders, tarGz } from './logs-folder.js';
import { tableChecksums } from './table-state.js';

/** 4 MiB, of which counts get some 2. */
const SMALL = { limits: { kernelPages: 64 } };

afterEach(closeLoaders);
afterAll(removeLogsFolders);

const lines = (from: number, count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(from + n)).join('');

it('counts a day by SQL where the kernel is too small for it', async () => {
  const logs = await makeLogsFolder({
    '20170401_1_play.log': lines(1, 20_000, (n) => play(n, n % 5000, 60, 200, `first ${n % 5000}`)),
    '20170401_2_play.log': lines(10_001, 20_000, (n) => play(n, n % 7000, 60, 210, `second ${n % 7000}`)),
    '20170401_1_down.log': lines(5000, 3000, (n) => download(n, n)),
    '20170402_1_play.log': play(1, 2, 3),
  });
  const [small, large] = [await newLoader(SMALL), await newLoader()];
  const progress: number[] = [];
  const onProgress = ({ archivesDone }: LoadProgress): void => void progress.push(archivesDone);
  const { archives } = await small.load(logs, { onProgress });
  expect(archives).toMatchObject({ loaded: 4 });
  await large.load(logs);
  expect(await tableChecksums(small.database)).toEqual(await tableChecksums(large.database));
  expect(progress.at(-1)).toBe(4);
});

it('loads an archive with more songs than the kernel holds, and the others of its day', async () => {
  const many = (count: number): string => lines(1, count, (n) => play(1, n, 3));
  const logs = await makeLogsFolder({
    '20170401_1_play.log': play(1, 1, 3),
    '20170401_2_play.log': many(80_000),
    '20170402_1_play.log': play(1, 3, 3),
  });
  const loader = await newLoader(SMALL);
  expect(await loader.load(logs)).toMatchObject({ archives: { loaded: 3 }, events: { play: 80_002 } });
  const counts = 'SELECT count(*)::int AS songs, sum(event_count)::int AS events FROM song';
  expect(await loader.database.query(counts)).toEqual([{ songs: 80_000, events: 80_002 }]);
  expect((await loader.load(logs)).archives).toMatchObject({ unchanged: 3 });
});

it('counts a day as if archives that are refused behind their events had not been there', async () => {
  const good = {
    '20170401_1_play.log': manyPlays(3, 2000),
    '20170401_3_play.log': manyPlays(4, 2000),
    '20170401_4_play.log': play(1, 5, 10, 200, 'last'),
  };
  const two = await tarGz(manyPlays(5, 3000) + play(1, 6, 10, 200, 'refused'), play(1, 2, 3));
  const bad = { '20170401_2_play.log.tar.gz': two, '20170401_5_play.log.tar.gz': two };
  const loader = await newLoader();
  expect(await loader.load(await makeLogsFolder({ ...good, ...bad }))).toMatchObject({
    archives: { loaded: 3, refused: 2 },
    reasons: { several_logs_inside: 2 },
  });
  const other = await newLoader();
  await other.load(await makeLogsFolder(good));
  const tables = ['SELECT * FROM user_day ORDER BY user_id', 'SELECT * FROM song ORDER BY song_id'];
  for (const table of tables)
    expect(await loader.database.query(table)).toEqual(await other.database.query(table));
});

it('loads a CSV of more songs than the kernel holds, since they are counted in the database', async () => {
  const songs = 80_000;
  const row = (n: number): string =>
    `${n % 5000},ar,${n},1,title ${n},singer,60,200,0,2017-04-0${1 + (n % 2)}\n`;
  const columns = 'uid,device,song_id,song_type,song_name,singer,play_time,song_length,paid_flag,date\n';
  const logs = await makeLogsFolder({ 'play_ds.csv': columns + lines(1, songs, row) });
  const loader = await newLoader(SMALL);
  expect(await loader.load(logs)).toMatchObject({ archives: { loaded: 1 }, events: { play: songs } });
  const [counted] = await loader.database.query(
    `SELECT count(*)::int AS songs, sum(event_count)::int AS events,
       count(*) FILTER (WHERE title = 'title ' || song_id AND length_seconds = 200)::int AS named FROM song`,
  );
  expect(counted).toEqual({ songs, events: songs, named: songs });
});
