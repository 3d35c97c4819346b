import { SongMerges } from '../../../apps/ingest-service/src/storage/songs/song-merges.repository.js';
import { LOCK_SONGS } from '../../../apps/ingest-service/src/storage/locks/locks.sql.js';
import { SELECT_UNMERGED } from '../../../apps/ingest-service/src/storage/songs/song-merges.sql.js';
import { SongsRepository } from '../../../apps/ingest-service/src/storage/songs/songs.repository.js';
import {
  createUnmergedSql,
  SONG_PARTS,
  unmergedTable,
} from '../../../apps/ingest-service/src/storage/songs/songs.sql.js';
import { useLoader } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';

/** A song of each part. */
const [EVEN, ODD] = [2, 16_386];

/** Songs at the ends of the parts' blocks, and the largest id. */
const IDS = [1, 16_383, 16_384, 32_767, 32_768, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n];

/** A row of an unmerged table. */
type Row = [songId: number, seconds: number | null, plays: number, events: number, naming: string | null];

const loader = useLoader();
let songs: SongMerges;

/** A transaction that says this of songs, as one that loaded archives does. */
async function leave(rows: Row[]): Promise<void> {
  await loader.database.transaction(async (transaction) => {
    const { transaction: name } = new SongsRepository().begin();
    for (const part of SONG_PARTS) await transaction.query(createUnmergedSql(unmergedTable(name, part)));
    for (const row of rows) {
      const table = unmergedTable(name, row[0] === ODD ? 1 : 0);
      await transaction.query(`INSERT INTO ${table} VALUES ($1, $2, $3, $4, $5)`, row);
    }
  });
}

function naming(archive: string, title: string, singer: string): string {
  return [archive, title, singer].join('\u0001');
}

async function leaveSongs(): Promise<void> {
  await leave([EVEN, ODD].map((song) => [song, 200, 3, 4, naming('a.log', 'Title', 'Singer')]));
}

async function leftTables(): Promise<number> {
  return (await loader.database.query(SELECT_UNMERGED)).length;
}

async function merged(): Promise<Record<string, unknown>[]> {
  return await loader.database.query(
    `SELECT song_id, title, singer, length_seconds, event_count, lengths, length_plays
     FROM song ORDER BY song_id`,
  );
}

beforeEach(() => {
  songs = new SongMerges(loader.database);
});

/** Three days of a few songs: several lengths, none, one that is only known later, titles that come and go. */
const DAYS: Row[][] = [
  [
    [1, 200, 3, 6, naming('20170401_1_play.log', 'Old', 'Singer')],
    [1, 100, 2, 0, null],
    [2, null, 0, 2, null],
    [3, 180, 1, 2, naming('20170401_1_play.log', 'Title 3', '')],
    [3, 190, 1, 0, null],
    [4, 60, 1, 1, null],
    [ODD, null, 0, 1, naming('20170401_1_down.log', 'Title', 'Singer')],
  ],
  [
    [1, 100, 4, 4, naming('20170402_1_play.log', 'New', '')],
    [1, null, 0, 1, naming('20170402_1_down.log', 'Other', 'Other')],
    [2, 240, 5, 10, null],
    [2, 230, 5, 0, null],
    [ODD, null, 0, 1, null],
  ],
  [
    [1, 300, 1, 1, null],
    [2, 250, 1, 2, null],
    [2, 230, 1, 0, null],
    [4, 70, 2, 2, naming('20170403_1_play.log', 'Title 4', 'Singer')],
  ],
];

const MEDIANS = { 1: 100, 2: 230, 3: 180, 4: 70, [ODD]: null };

async function allSongs(): Promise<Record<string, unknown>[]> {
  return await loader.database.query('SELECT * FROM song ORDER BY song_id');
}

describe('what archives said of songs', () => {
  it('is merged on the way when there is much of it, of several transactions at once', async () => {
    await leaveSongs();
    await leaveSongs();
    expect(await merged()).toEqual([]);
    await songs.mergeMany(1);
    const song = {
      title: 'Title',
      singer: 'Singer',
      length_seconds: 200,
      event_count: 8,
      lengths: [200],
      length_plays: [6],
    };
    expect(await merged()).toEqual([
      { song_id: String(EVEN), ...song },
      { song_id: String(ODD), ...song },
    ]);
    expect(await leftTables()).toBe(0);
  });

  it('is left while there is little of it', async () => {
    await leaveSongs();
    await songs.mergeMany(1e9);
    expect(await merged()).toEqual([]);
    expect(await leftTables()).toBe(2);
  });

  it('is left to a merge that goes on, without waiting for it', async () => {
    await leaveSongs();
    await loader.database.transaction(async (transaction) => {
      await transaction.query(LOCK_SONGS, [1]);
      await songs.mergeMany(1);
      expect((await merged()).map((song) => song['song_id'])).toEqual([String(EVEN)]);
      expect(await leftTables()).toBe(1);
    });
    await songs.mergeLeft();
    expect((await merged()).map((song) => song['song_id'])).toEqual([String(EVEN), String(ODD)]);
    expect(await leftTables()).toBe(0);
  });

  it('is the same however much of it is merged at once, into empty tables or into full ones', async () => {
    for (const day of DAYS) await leave(day);
    await songs.mergeLeft();
    const atOnce = await allSongs();
    await loader.database.query('TRUNCATE song');
    for (const day of DAYS) {
      await leave(day);
      await songs.mergeLeft();
    }
    expect(await allSongs()).toEqual(atOnce);
    await loader.database.query('TRUNCATE song');
    for (const day of DAYS.toReversed()) {
      await leave(day);
      await songs.mergeLeft();
    }
    expect(await allSongs()).toEqual(atOnce);
  });

  it('gives each song the newest title, all its events and the lower median of its lengths', async () => {
    for (const day of DAYS) await leave(day);
    await songs.mergeLeft();
    const rows = await allSongs();
    expect(Object.fromEntries(rows.map((row) => [row['song_id'], row['length_seconds']]))).toEqual(MEDIANS);
    expect(rows[0]).toEqual({
      song_id: '1',
      title: 'New',
      singer: null,
      length_seconds: 100,
      event_count: 12,
      named_in: '20170402_1_play.log',
      lengths: [100, 200, 300],
      length_plays: [6, 3, 1],
    });
    expect(rows[1]).toMatchObject({ song_id: '2', title: null, singer: null, named_in: null });
    expect(rows.at(-1)).toMatchObject({ song_id: String(ODD), lengths: null, length_plays: null });
  });

  it('is looked up where it is little beside what is known', async () => {
    await loader.database.query(
      `INSERT INTO song (song_id, title, length_seconds, event_count, named_in, lengths, length_plays)
       SELECT id, 'Title', 200, 1, 'a.log', '{200}', '{1}' FROM generate_series(1, 20000) AS id`,
    );
    await leave([
      [3, 100, 1, 1, null],
      [20_001, 100, 1, 1, null],
    ]);
    await songs.mergeLeft();
    expect((await merged()).filter((song) => song['length_seconds'] === 100)).toEqual([
      expect.objectContaining({
        song_id: '3',
        length_seconds: 100,
        lengths: [100, 200],
        length_plays: [1, 1],
      }),
      expect.objectContaining({ song_id: '20001', length_seconds: 100, lengths: [100], length_plays: [1] }),
    ]);
  });

  it('is taken back with a replaced archive, whatever the part of the song', async () => {
    const log = (length: number): string => IDS.map((id) => play(1, String(id), 100, length)).join('');
    await loader.load(await makeLogsFolder({ '20170401_1_play.log': log(200) }));
    await loader.load(await makeLogsFolder({ '20170401_1_play.log': log(210) }));
    expect(await merged()).toEqual(
      IDS.map((id) => ({
        song_id: String(id),
        title: `song ${id}`,
        singer: 'singer',
        length_seconds: 210,
        event_count: 1,
        lengths: [210],
        length_plays: [1],
      })),
    );
  });

  it('loses the lengths that a replaced archive no longer has', async () => {
    const log = (...lengths: number[]): string => lengths.map((length) => play(1, '2', 100, length)).join('');
    await loader.load(await makeLogsFolder({ '20170401_1_play.log': log(180) }));
    await loader.load(await makeLogsFolder({ '20170401_2_play.log': log(180, 200, 200, 210) }));
    expect(await merged()).toMatchObject([{ lengths: [180, 200, 210], length_plays: [2, 2, 1] }]);
    await loader.load(await makeLogsFolder({ '20170401_2_play.log': log(210, 220) }));
    expect(await merged()).toMatchObject([
      { length_seconds: 210, lengths: [180, 210, 220], length_plays: [1, 1, 1] },
    ]);
    await loader.load(await makeLogsFolder({ '20170401_2_play.log': play(1, '3', 100, 90) }));
    expect(await merged()).toMatchObject([
      { song_id: '2', length_seconds: 180, lengths: [180], length_plays: [1] },
      { song_id: '3', length_seconds: 90, lengths: [90], length_plays: [1] },
    ]);
  });

  it('is counted together with what replaces it when both are merged at once', async () => {
    const name = naming('20170401_1_play.log', 'Title', '');
    await leave([
      [1, 200, 2, 3, name],
      [2, 200, 1, 1, name],
      [3, null, 0, 1, name],
    ]);
    // Song 1 loses a length, song 2 all of its events, song 3 is said again.
    await leave([
      [1, 200, -2, -2, null],
      [1, 190, 1, 1, name],
      [2, 200, -1, -1, null],
      [3, null, 0, -1, null],
      [3, null, 0, 1, name],
    ]);
    await songs.mergeLeft();
    expect(await merged()).toMatchObject([
      { song_id: '1', event_count: 2, length_seconds: 190, lengths: [190], length_plays: [1] },
      { song_id: '3', event_count: 1, length_seconds: null, lengths: null, length_plays: null },
    ]);
    await leave([[3, null, 0, -1, null]]);
    await songs.mergeLeft();
    expect((await merged()).map((song) => song['song_id'])).toEqual(['1']);
  });

  it('is the same when events were posted, of songs of both parts', async () => {
    await loader.database.transaction(async (transaction) => {
      const names = { title: 'Posted', singer: null, namedIn: '20170402/events/2017-04-02/play' };
      await new SongsRepository().addPosted(transaction, [
        { songId: String(EVEN), ...names, seconds: 210 },
        { songId: String(ODD), title: null, singer: null, namedIn: null, seconds: 0 },
      ]);
    });
    await leaveSongs();
    await songs.mergeLeft();
    expect(await merged()).toMatchObject([
      {
        song_id: String(EVEN),
        title: 'Title',
        length_seconds: 200,
        event_count: 5,
        length_plays: [3, 1],
      },
      { song_id: String(ODD), title: 'Title', event_count: 5, length_plays: [3] },
    ]);
    expect(await loader.database.query('SELECT * FROM posted_song')).toEqual([]);
  });

  it('is merged once by two merges at once', async () => {
    await leaveSongs();
    await Promise.all([songs.mergeLeft(), songs.mergeLeft(), songs.mergeMany(1)]);
    expect((await merged()).map((song) => song['length_plays'])).toEqual([[3], [3]]);
  });
});
