import { RepeatsRepository } from '../../../apps/recommender-service/src/repeats/repeats.repository.js';
import type { UserRepeats } from '../../../apps/recommender-service/src/repeats/repeats.repository.js';
import { useTestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Play } from './listening-log.js';

const test = useTestDatabase();
let repeats: RepeatsRepository;

const plays = (user: string, ...ofDays: [song: string, day: string][]): Play[] =>
  ofDays.map(([song, day]) => ({ user, song, day: `1997-03-${day}` }));

beforeEach(async () => {
  repeats = new RepeatsRepository(test.database);
  for (const table of ['play_event', 'user_day', 'song', 'repeat_songs', 'repeat_count', 'repeat_short_song'])
    await query(`DELETE FROM ${table}`);
  for (const table of ['archive', 'excluded_user', 'posted_user']) await query(`DELETE FROM ${table}`);
  const songs = ['10', '11', '12'].map((song) => ({ song, seconds: 200 }));
  await writeListening(test.database, {
    songs: [...songs, { song: '13', seconds: 20 }],
    plays: [
      ...plays('1', ['10', '01'], ['10', '08'], ['11', '08']),
      ...plays('2', ['10', '02'], ['10', '03'], ['12', '03']),
      ...plays('3', ['11', '05'], ['13', '05']),
      { user: '4', song: '12', day: '1997-03-05', playSeconds: 2 },
    ],
    downloads: [],
  });
  await count();
});

async function query(sql: string): Promise<unknown> {
  return await test.database.query(sql);
}

async function count(to = '1997-03-14', halfLifeDays = 7): Promise<void> {
  const days = { to, cut: null, earlierCut: null };
  const { signal } = new AbortController();
  const rule = { halfLifeDays, minSongSeconds: 30 };
  await repeats.count(rule, () => Promise.resolve(days), { users: 10, k: 5 }, signal);
}

/** Users of whom the count wrote another row. */
async function countedBy(work: () => Promise<void>): Promise<string[]> {
  const rows = () =>
    test.database.query<{ user: string; xmin: string }>(
      'SELECT user_id::text AS "user", xmin::text FROM repeat_songs ORDER BY user_id',
    );
  const before = new Map((await rows()).map(({ user, xmin }) => [user, xmin]));
  await work();
  return (await rows()).flatMap(({ user, xmin }) => (before.get(user) === xmin ? [] : [user]));
}

async function shown(): Promise<Omit<UserRepeats, 'at'>[]> {
  return await Promise.all(
    ['1', '2', '3', '4'].map(async (user) => {
      const { at, ...found } = (await repeats.ofUser(user, 30, null))!;
      expect(at).not.toBeNull();
      return found;
    }),
  );
}

/** What is shown now is what a count of everybody shows. */
async function expectAsOfAll(to?: string, halfLifeDays?: number): Promise<void> {
  const found = await shown();
  await query('DELETE FROM repeat_songs');
  await count(to, halfLifeDays);
  const all = await shown();
  expect(found.map(rounded)).toEqual(all.map(rounded));
}

function rounded({ songs, decayedPlays, decayedRepeats, usualShare, ...others }: Omit<UserRepeats, 'at'>) {
  const short = (value: number): number => Number(value.toPrecision(5));
  const figures = [decayedPlays, decayedRepeats, usualShare].map(short);
  return { ...others, figures, songs: songs.map((song) => ({ ...song, score: short(song.score) })) };
}

describe('a count of repeats', () => {
  it('counts those with plays of a new day, while the scores of others fade as before', async () => {
    await writeListening(test.database, {
      songs: [],
      plays: plays('2', ['12', '20'], ['10', '21']),
      downloads: [],
    });
    expect(await countedBy(() => count('1997-03-21'))).toEqual(['2']);
    const [first, second] = await shown();
    expect(first!.dataTo).toBe('1997-03-21');
    expect(first!.songs[0]!.score).toBeCloseTo(2 ** (-13 / 7) + 2 ** (-20 / 7), 5);
    expect(second!.songs.map(({ songId }) => songId)).toEqual(['10', '12']);
    await expectAsOfAll('1997-03-21');
  });

  it('counts nobody where nothing has changed, and all by another rule', async () => {
    expect(await countedBy(() => count())).toEqual([]);
    expect(await countedBy(() => count('1997-03-14', 30))).toEqual(['1', '2', '3', '4']);
    await expectAsOfAll('1997-03-14', 30);
  });

  it('counts those with plays of a day that was loaded anew, or has gone', async () => {
    await query("UPDATE play_event SET song_id = 11 WHERE day = '1997-03-03' AND song_id = 10");
    await query(
      "INSERT INTO archive (identity, name, kind, day, state) VALUES ('a', 'a', 'play', '1997-03-03', 'loaded')",
    );
    expect(await countedBy(() => count())).toEqual(['2']);
    await expectAsOfAll();
    for (const table of ['play_event', 'user_day'])
      await query(`DELETE FROM ${table} WHERE day < '1997-03-05'`);
    expect(await countedBy(() => count())).toEqual(['1']);
    await expectAsOfAll();
    expect((await shown())[1]!.songs).toEqual([]);
  });

  it('counts those with plays in an archive whose name has no day', async () => {
    await query("UPDATE play_event SET song_id = 12 WHERE day = '1997-03-08' AND song_id = 11");
    await query(
      "INSERT INTO archive (id, identity, name, kind, state) VALUES (7, 'a', 'a', 'play', 'loaded')",
    );
    await query("INSERT INTO archive_event_day (archive_id, day, event_count) VALUES (7, '1997-03-08', 1)");
    expect(await countedBy(() => count())).toEqual(['1']);
    await expectAsOfAll();
  });

  it('counts those who played a song whose length is another one now', async () => {
    await query('UPDATE song SET length_seconds = 40 WHERE song_id = 13');
    expect(await countedBy(() => count())).toEqual(['3']);
    expect((await shown())[2]!.songs).toHaveLength(2);
    await query('UPDATE song SET length_seconds = NULL WHERE song_id = 11');
    expect(await countedBy(() => count())).toEqual(['1', '3']);
    expect((await shown())[2]!.songs.map(({ songId }) => songId)).toEqual(['13']);
    await expectAsOfAll();
  });

  it('counts those again who played a song that had still to be merged', async () => {
    await query("UPDATE play_event SET song_id = 14 WHERE user_id = 1 AND day = '1997-03-01'");
    await query(
      "INSERT INTO archive (identity, name, kind, day, state) VALUES ('a', 'a', 'play', '1997-03-01', 'loaded')",
    );
    expect(await countedBy(() => count())).toEqual(['1']);
    await query('INSERT INTO song (song_id, length_seconds, event_count) VALUES (14, 200, 1)');
    expect(await countedBy(() => count())).toEqual(['1']);
    expect((await shown())[0]!.songs).toHaveLength(3);
    expect(await countedBy(() => count())).toEqual([]);
  });

  it('counts those with posted plays that are not in the rollup yet, and again once they are', async () => {
    await query(
      `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
       VALUES (3, 12, '1997-03-08', 1, 200, 200, 0, 1), (5, 12, '1997-03-08', 1, 200, 200, 0, 1)`,
    );
    await query("INSERT INTO posted_user (user_id, day) VALUES (3, '1997-03-08'), (5, '1997-03-08')");
    expect(await countedBy(() => count())).toEqual(['3', '5']);
    expect((await shown())[2]!.songs).toHaveLength(2);
    await query('DELETE FROM posted_user');
    await query(
      "INSERT INTO user_day (user_id, day, plays) VALUES (3, '1997-03-08', 1), (5, '1997-03-08', 1)",
    );
    expect(await countedBy(() => count())).toEqual(['3', '5']);
    expect(await countedBy(() => count())).toEqual([]);
    await expectAsOfAll();
  });

  it('drops those who are excluded, and counts them once they are included', async () => {
    await query("INSERT INTO excluded_user (user_id, reason) VALUES (1, 'test')");
    await count();
    expect((await repeats.ofUser('1', 30, null))!.songs).toEqual([]);
    await query('DELETE FROM excluded_user');
    expect(await countedBy(() => count())).toEqual(['1']);
    await expectAsOfAll();
  });
});
