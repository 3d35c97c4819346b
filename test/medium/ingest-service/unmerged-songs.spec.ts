import { LoadingRepository } from '../../../apps/ingest-service/src/loading/loading.repository.js';
import { SongsRepository } from '../../../apps/ingest-service/src/loading/songs.repository.js';
import {
  LOCK_SONGS,
  SELECT_UNMERGED,
  SONG_PARTS,
  unmergedTable,
} from '../../../apps/ingest-service/src/loading/songs.sql.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import type { Loader } from './loader.js';

let testDatabase: TestDatabase;
let loader: Loader;
let songs: SongsRepository;

/** A transaction that says something of songs 2 and 3, as one that loaded archives does. */
async function leaveSongs(day: string): Promise<void> {
  await loader.database.transaction(async (transaction) => {
    const unmerged = await songs.begin(transaction);
    for (const part of SONG_PARTS) {
      await transaction.query(
        `INSERT INTO ${unmergedTable(unmerged.transaction, part)} VALUES ($1, $2, 200, 3, $3)`,
        [2 + part, day, ['a.log', 'Title', 'Singer'].join('\u0001')],
      );
    }
    await songs.end(transaction, unmerged, { changed: true, replaced: false });
  });
}

async function leftTables(): Promise<number> {
  return (await loader.database.query(SELECT_UNMERGED)).length;
}

async function merged(): Promise<Record<string, unknown>[]> {
  return await loader.database.query(
    `SELECT song_id, title, singer, length_seconds, first_day, last_day, play_count
     FROM song JOIN song_length USING (song_id) ORDER BY song_id`,
  );
}

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  loader = await createLoader(testDatabase.url);
  songs = new SongsRepository(new LoadingRepository(loader.database));
});

afterEach(async () => {
  await loader.close();
  await testDatabase.drop();
});

describe('what archives said of songs', () => {
  it('is merged on the way when there is much of it, of several transactions at once', async () => {
    await leaveSongs('2017-04-01');
    await leaveSongs('2017-04-03');
    expect(await merged()).toEqual([]);
    await songs.mergeMany(1);
    const song = {
      title: 'Title',
      singer: 'Singer',
      length_seconds: 200,
      first_day: '2017-04-01',
      last_day: '2017-04-03',
      play_count: '6',
    };
    expect(await merged()).toEqual([
      { song_id: '2', ...song },
      { song_id: '3', ...song },
    ]);
    expect(await leftTables()).toBe(0);
  });

  it('is left while there is little of it', async () => {
    await leaveSongs('2017-04-01');
    await songs.mergeMany(1e9);
    expect(await merged()).toEqual([]);
    expect(await leftTables()).toBe(2);
  });

  it('is left to a merge that goes on, without waiting for it', async () => {
    await leaveSongs('2017-04-01');
    await loader.database.transaction(async (transaction) => {
      await transaction.query(LOCK_SONGS, [[1]]);
      await songs.mergeMany(1);
      expect((await merged()).map((song) => song['song_id'])).toEqual(['2']);
      expect(await leftTables()).toBe(1);
    });
    await songs.mergeLeft();
    expect((await merged()).map((song) => song['song_id'])).toEqual(['2', '3']);
    expect(await leftTables()).toBe(0);
  });

  it('is merged once by two merges at once', async () => {
    await leaveSongs('2017-04-01');
    await Promise.all([songs.mergeLeft(), songs.mergeLeft(), songs.mergeMany(1)]);
    expect((await merged()).map((song) => song['play_count'])).toEqual(['3', '3']);
  });

  it('leaves no tables behind when nothing was changed', async () => {
    await loader.database.transaction(async (transaction) => {
      await songs.end(transaction, await songs.begin(transaction), { changed: false, replaced: false });
    });
    expect(await leftTables()).toBe(0);
  });
});
