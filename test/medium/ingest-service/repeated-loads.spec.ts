import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, removeLogsFolders, search } from './logs-folder.js';

afterEach(closeLoaders);
afterAll(removeLogsFolders);

/** Every row of every table, as text. */
async function wholeDatabase({ database }: Loader): Promise<Record<string, string[]>> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1`,
  );
  const contents: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await database.query<{ row: string }>(
      `SELECT t::text AS row FROM "${name}" AS t ORDER BY 1`,
    );
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}

it('changes nothing when the same folder is loaded again and again', async () => {
  const log = manyPlays(1, 100);
  const logs = await makeLogsFolder({
    '20170401_1_play.log': log,
    '20170402_1_play.log': manyPlays(2, 50),
    '20170402_2_play.log': manyPlays(2, 50),
    '20170402_1_down.log': download(1, 2),
    '20170403_1_play.log': 'no event\n',
    '20170404_1_play.log.gz': gzipSync(log).subarray(0, 200),
    '1_1_search.log': search(1, '2017-04-01 10:00:00', 'mc'),
    '1_2_search.log': search(1, '2017-04-01 10:00:00', 'mc'),
    'play_ds.csv': 'uid,song_id,song_length,date\n1,5,300,2017-04-01\n1,5,300,2017-04-05\n',
    'down_ds.csv': 'no header\n',
    'notes.txt': 'no log',
    '20990101_1_play.log': play(1, 2, 3),
    'manifest.json': '{"synthetic": true, "users": 100}',
  });
  // The same log in another packing, modified earlier.
  await writeFile(join(logs, '20170401_1_play.log.gz'), gzipSync(log));
  await utimes(join(logs, '20170401_1_play.log.gz'), 1e9, 1e9);
  await symlink(join(logs, 'nowhere'), join(logs, '20170405_1_play.log'));
  await mkdir(join(logs, '20170406_1_play.log'));
  const loader = await newLoader();
  const { archives } = await loader.load(logs);
  const before = await wholeDatabase(loader);
  for (let time = 2; time <= 5; time++) {
    const again = await loader.load(logs);
    expect(again.archives).toMatchObject({ loaded: 0, partial: 0, duplicate: 0 });
    expect(await wholeDatabase(loader)).toEqual(before);
  }
  expect(archives).toMatchObject({ loaded: 5, duplicate: 2 });
});
