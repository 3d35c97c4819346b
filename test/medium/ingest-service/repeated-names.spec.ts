import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';

const NAME = '20170401_1_play.log';

let test: TestDatabase;
let loader: Loader;
let logs: string;

beforeEach(async () => {
  test = await createTestDatabase();
  loader = await createLoader(test.url);
  logs = await makeLogsFolder({});
  for (const [folder, log] of [
    ['first', play(1, 10, 100)],
    ['second', play(2, 20, 100) + play(3, 30, 100)],
  ] as const) {
    mkdirSync(join(logs, folder));
    writeFileSync(join(logs, folder, NAME), log);
  }
});
afterEach(async () => {
  await loader.close();
  await test.drop();
});
afterAll(removeLogsFolders);

const load = async (folder = ''): Promise<Record<string, number>> =>
  (await loader.load(logs, { path: join(logs, folder) })).archives;

const users = async (): Promise<string[]> => {
  const rows = await test.database.query<{ user: string }>(
    'SELECT user_id AS "user" FROM play_event ORDER BY 1',
  );
  return rows.map(({ user }) => user);
};
const archives = (): Promise<unknown[]> => test.database.query('SELECT name, state, reason FROM archive');

describe('an archive whose name occurs in two folders', () => {
  it('is that of the first folder in a load of both, this time and every time, and says so', async () => {
    const booked = [{ name: NAME, state: 'loaded', reason: 'name_repeated' }];
    expect(await load()).toMatchObject({ loaded: 1, refused: 1 });
    expect(await users()).toEqual(['1']);
    expect(await archives()).toEqual(booked);
    expect(await load()).toMatchObject({ unchanged: 1, refused: 1 });
    expect(await users()).toEqual(['1']);
    expect(await archives()).toEqual(booked);
  });

  it('is replaced by that of a folder that is asked for, as by an upload', async () => {
    await load('first');
    expect(await load('second')).toMatchObject({ loaded: 1, refused: 0 });
    expect(await users()).toEqual(['2', '3']);
    expect(await archives()).toEqual([{ name: NAME, state: 'loaded', reason: null }]);
    expect(await load('second')).toMatchObject({ unchanged: 1, loaded: 0 });
    expect(await load('first')).toMatchObject({ loaded: 1 });
    expect(await users()).toEqual(['1']);
  });
});
