import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import type { Loader } from './loader.js';
import {
  download,
  makeLogsFolder,
  manyPlays,
  play,
  removeLogsFolders,
  search,
  tarGz,
} from './logs-folder.js';
import { tableState } from './table-state.js';

const PLAYS = manyPlays(7, 500);
const DOWNLOADS = download(1, 2) + download(1, 3);
const SEARCHES = search(1, '2017-04-22 10:00:00', 'mc') + search(2, '2017-04-22 10:00:01', 'x');

const databases: TestDatabase[] = [];
const loaders: Loader[] = [];

async function newLoader(): Promise<Loader> {
  const database = await createTestDatabase();
  databases.push(database);
  const loader = await createLoader(database.url);
  loaders.push(loader);
  return loader;
}

afterAll(async () => {
  for (const loader of loaders) await loader.close();
  for (const database of databases) await database.drop();
  await removeLogsFolders();
});

async function statesOf({ database }: Loader): Promise<unknown[]> {
  const rows = await database.query<{ name: string; state: string; reason: string | null }>(
    'SELECT name, state, reason FROM archive ORDER BY name',
  );
  return rows.map(({ name, state, reason }) => [name, state, reason]);
}

it('counts the same lines once, in whatever packings they come', async () => {
  const [alone, twice] = [await newLoader(), await newLoader()];
  const logs = {
    '20170422_3_play.log': PLAYS,
    '20170422_3_down.log': DOWNLOADS,
    '20170422_search.log': SEARCHES,
  };
  await alone.load(await makeLogsFolder(logs));
  await twice.load(
    await makeLogsFolder({
      ...logs,
      '20170422_3_play.log.tar.gz': await tarGz(PLAYS),
      '20170422_3_play.log.gz': gzipSync(PLAYS),
      '20170422_3_down.log.gz': gzipSync(DOWNLOADS),
      '20170422_search.log.gz': gzipSync(SEARCHES),
    }),
  );
  expect(await statesOf(twice)).toEqual([
    ['20170422_3_down.log', 'loaded', null],
    ['20170422_3_down.log.gz', 'duplicate', 'same_lines'],
    ['20170422_3_play.log', 'loaded', null],
    ['20170422_3_play.log.gz', 'duplicate', 'same_lines'],
    ['20170422_3_play.log.tar.gz', 'duplicate', 'same_lines'],
    ['20170422_search.log', 'loaded', null],
    ['20170422_search.log.gz', 'duplicate', 'same_lines'],
  ]);
  const tables = { ...(await tableState(twice.database)), archives: null };
  expect(tables).toEqual({ ...(await tableState(alone.database)), archives: null });
});

it('counts lines that differ, and those of other parts and days', async () => {
  const loader = await newLoader();
  const folder = await makeLogsFolder({
    '20170422_3_play.log': play(1, 2, 3),
    '20170422_3_play.log.gz': gzipSync(play(1, 2, 4)),
    '20170422_2_play.log.gz': gzipSync(play(1, 2, 3)),
    '20170423_3_play.log.gz': gzipSync(play(1, 2, 3), { level: 1 }),
    '20170424_3_play.log': play(1, 2, 3, 200, 'title', 'one'),
    '20170424_3_play.log.gz': gzipSync(play(1, 2, 3, 200, 'title', 'two')),
  });
  expect(await loader.load(folder)).toMatchObject({ events: { play: 6 }, archives: { loaded: 6 } });
});

it('takes a changed archive for a duplicate when its new lines are those of another packing', async () => {
  const loader = await newLoader();
  const folder = await makeLogsFolder({
    '20170422_3_play.log': play(1, 2, 3),
    '20170422_3_play.log.gz': gzipSync(play(9, 9, 9)),
  });
  await loader.load(folder);
  await writeFile(join(folder, '20170422_3_play.log.gz'), gzipSync(play(1, 2, 3)));
  await loader.load(folder);
  const state = await tableState(loader.database);
  expect(state.plays).toEqual(['2017-04-22 1 2 3 200 0 1 20170422_3_play.log']);
  expect(state.songs).toHaveLength(1);
  expect(state.userDays).toHaveLength(1);
});
