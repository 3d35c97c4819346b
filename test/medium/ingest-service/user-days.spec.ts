import { UserDaysRepository } from '../../../apps/ingest-service/src/storage/user-days.repository.js';
import { useLoader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, search } from './logs-folder.js';

const DAY = '2017-04-01';

const loader = useLoader();

async function rollup(): Promise<Record<string, unknown>[]> {
  return await loader.database.query('SELECT * FROM user_day ORDER BY day, user_id');
}

/** The rollup as SQL makes it from the events in the tables. */
async function rebuilt(): Promise<Record<string, unknown>[]> {
  const userDays = new UserDaysRepository();
  await loader.database.transaction((transaction) => userDays.rebuild(transaction, [DAY]));
  return await rollup();
}

describe('the rollup that is counted while a day is read', () => {
  it('is the one that is made from its events', async () => {
    const users = [168_000_001, 168_000_002, '9223372036854775807', 0];
    const odd = users.flatMap((user) => [
      play(user, 1, 199, 200),
      play(user, 1, 1, 3),
      play(user, 2, 160, 200),
      play(user, 2, 159, 200),
      play(user, 0, 5000, 0),
      play(user, 3, 'x', 200),
      play(user, 4, -5, 200),
      play(user, 5, 300, 200, 'title', 'A&amp;B'),
      play(user, 5, 300, 200, 'title', 'A&B'),
      play(user, 5, 300, 200, 'title', ''),
      play(user, '9007199254740993', 7, 21_600),
    ]);
    await loader.load(
      await makeLogsFolder({
        '20170401_1_play.log': manyPlays(1, 3000) + odd.join(''),
        // The same users and songs again: distinct songs of the day are no sum.
        '20170401_2_play.log': manyPlays(2, 3000) + odd.slice(0, 12).join('').replaceAll('\tar\t', '\tmc\t'),
        '20170401_1_down.log': download(168_000_001, 77) + download(5, 1).replace('ip', 'wp'),
        '20170401_1_search.log':
          search(168_000_001, '2017-04-01 10:00:00', 'mc').repeat(3) + search(6, '', 'x'),
      }),
    );
    const counted = await rollup();
    expect(counted).toHaveLength(304);
    expect(counted.find(({ user_id: user }) => user === '9223372036854775807')).toEqual({
      user_id: '9223372036854775807',
      day: DAY,
      device: 1,
      plays: 11,
      downloads: 0,
      searches: 0,
      feedback: 0,
      play_seconds: 6426,
      full_plays: 5,
      completion_sum: 5.923657,
      completion_count: 8,
      distinct_songs: 6,
      song_sketch: expect.stringMatching(/^[01]{256}$/) as string,
      // "singer" and "A&B" in two spellings.
      singer_sketch: expect.stringMatching(/^0*10*10*$/) as string,
      night_plays: null,
    });
    const sketches = counted.map(({ song_sketch: sketch }) => sketch as string | null);
    expect(new Set(sketches).size).toBeGreaterThan(3);
    // Who only searched or downloaded has none.
    expect(sketches.filter((sketch) => sketch === null)).toHaveLength(2);
    const singers = counted.map(({ singer_sketch: sketch }) => sketch as string | null);
    expect(new Set(singers).size).toBeGreaterThan(100);
    expect(singers.filter((sketch) => sketch === null)).toHaveLength(2);
    expect(await rebuilt()).toEqual(counted);
  });

  it('is made from the tables when something of the day is there already', async () => {
    const folder = await makeLogsFolder({ '20170401_1_play.log': manyPlays(1, 300) });
    await loader.load(folder);
    await loader.load(
      await makeLogsFolder({
        '20170401_2_play.log': manyPlays(2, 300),
        '20170401_1_down.log': download(5, 1),
      }),
    );
    const counted = await rollup();
    expect(counted.some(({ downloads }) => downloads === 1)).toBe(true);
    expect(await rebuilt()).toEqual(counted);
  });

  it('has no singers of plays whose lines name none', async () => {
    await loader.load(
      await makeLogsFolder({ '20170401_1_play.log': play(1, 1, 5) + play(2, 1, 5, 200, 'title', '') }),
    );
    const sketches = async (): Promise<unknown[]> => {
      const days = await rollup();
      return days.map(({ song_sketch: songs, singer_sketch: singers }) => [songs !== null, singers !== null]);
    };
    expect(await sketches()).toEqual([
      [true, true],
      [true, false],
    ]);
    const counted = await rollup();
    expect(await rebuilt()).toEqual(counted);
  });

  it('leaves out archives that were refused or hold the same lines', async () => {
    await loader.load(
      await makeLogsFolder({
        '20170401_1_play.log': manyPlays(1, 300),
        '20170401_2_play.log': '264715\n',
        '20170401_3_play.log': play(1, 2, 3),
        '20170401_3_play.log.gz': play(1, 2, 3),
      }),
    );
    const counted = await rollup();
    expect(counted.find(({ user_id: user }) => user === '1')).toMatchObject({ plays: 1 });
    expect(await rebuilt()).toEqual(counted);
  });
});
