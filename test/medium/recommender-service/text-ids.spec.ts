import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import type { Ask } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { rowsOfFile } from '../../support/row-files.js';
import { storeTextIds } from '../../support/text-ids.js';
import { until } from '../../support/until.js';
import { writeListening } from './listening-log.js';
import { SMALL, threeTastes } from './running-recommender.js';

const userText = (n: number): string => `spotify:user:${n}/用户 %`;
const songText = (n: number): string => `${'s'.repeat(n % 60)}track, ${n}`;
const USERS = Array.from({ length: 91 }, (_, n) => userText(n));
const SONGS = Array.from({ length: 60 }, (_, n) => songText(n));

interface Song {
  songId: string;
  because: { songId: string }[];
}

let test: TestDatabase;
let ask: Ask;
let stop: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  test = await createTestDatabase();
  const { database } = test;
  const users = await storeTextIds(database, 'user', USERS);
  const songs = await storeTextIds(database, 'song', SONGS);
  // Lengths are not known, and of half the plays no seconds either.
  const plays = threeTastes().map((play, n) => ({
    ...play,
    playSeconds: n % 2 === 0 ? null : 170,
    songSeconds: null,
    user: users[Number(play.user)]!,
    song: songs[Number(play.song) - 1000]!,
  }));
  const names = songs.map((song, n) => ({
    song,
    seconds: null,
    title: `Title ${n}`,
    singer: `Singer ${n % 3}`,
  }));
  await writeListening(database, { songs: names, plays, downloads: [] });
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
  const app = await startApp(recommenderService, test.url, { ...SMALL, RECOMMENDER_LISTS_FOLDER: folder });
  ask = asking(app, recommenderService);
  stop = async () => {
    await app.close();
    await test.drop();
    rmSync(folder, { recursive: true });
  };
  const job = await endOfStarted<{ state: string; result: { state: string } }>(
    ask,
    await ask('POST', '/admin/recommender/retrain'),
  );
  expect(job.result.state).toBe('live');
  await until(async () => (await ask('GET', pathOf(1))).body['modelVersion'] === 1, 'the live model');
});
afterAll(() => stop());

const pathOf = (user: number): string => `/recommend/${encodeURIComponent(userText(user))}`;
const tasteOf = (songId: string): number => SONGS.indexOf(songId) % 3;

describe('a database of text ids, whose songs have no lengths', () => {
  it('recommends songs by their texts, of the taste of the user, as far as 63-bit ids are exact', async () => {
    for (let user = 1; user <= 12; user++) {
      const { body } = await ask<{ userId: string; songs: Song[]; recommendationId: string }>(
        'GET',
        `${pathOf(user)}?limit=3`,
      );
      expect(body.userId).toBe(userText(user));
      expect(body.songs.map(({ songId }) => tasteOf(songId))).toEqual([user % 3, user % 3, user % 3]);
      for (const { because } of body.songs)
        expect(because.filter(({ songId }) => !SONGS.includes(songId))).toEqual([]);
      const shown = await ask('POST', `/recommend/impressions`, {
        body: { recommendationId: body.recommendationId, songIds: body.songs.map(({ songId }) => songId) },
      });
      expect(shown.status).toBeLessThan(300);
    }
    const users = await test.database.query<{ users: string }>(
      'SELECT count(DISTINCT user_id) AS users FROM recommendation_impression JOIN user_key USING (user_id) JOIN song_key USING (song_id)',
    );
    expect(users).toEqual([{ users: '12' }]);
  });

  it('leaves out and chooses from songs that are named one by one', async () => {
    const first = await ask<{ songs: Song[] }>('GET', `${pathOf(4)}?limit=4`);
    const [one, two, ...rest] = first.body.songs.map(({ songId }) => songId);
    const without = await ask<{ songs: Song[] }>(
      'GET',
      `${pathOf(4)}?limit=2&exclude=${encodeURIComponent(one!)}&exclude=${encodeURIComponent(two!)}`,
    );
    expect(without.body.songs.map(({ songId }) => songId)).toEqual(rest);
    const only = await ask<{ songs: Song[] }>('GET', `${pathOf(4)}?include=${encodeURIComponent(two!)}`);
    expect(only.body.songs.map(({ songId }) => songId)).toEqual([two]);
  });

  it('answers by a scenario, whose version it counts', async () => {
    const path = '/admin/recommender/scenarios/home/versions';
    await ask('POST', path, { body: { options: { source: 'popular', limit: 4, maxPerSinger: 2 } } });
    await ask('POST', `${path}/1/promote`, { body: {} });
    const { body } = await ask<{ songs: Song[]; scenario: object; recommendationId: string }>(
      'GET',
      `${pathOf(5)}?scenario=home`,
    );
    expect(body.scenario).toEqual({ name: 'home', version: 1, fallback: null });
    expect(body.songs.map(({ songId }) => tasteOf(songId)).filter((taste) => taste === 2)).toEqual([2, 2]);
    await ask('POST', path, { body: { options: { limit: 4 } } });
    const trial = await ask<{ userId: string; changes: { songId: string }[] }>(
      'GET',
      `${pathOf(5)}/scenarios/home/versions/2`,
    );
    expect(trial.body.userId).toBe(userText(5));
    expect(trial.body.changes.filter(({ songId }) => !SONGS.includes(songId))).toEqual([]);
  });

  it('writes lists in bulk with the texts of ids, as they are served', async () => {
    type Job = { state: string; result: { files: string[]; folder: string } };
    const body = { name: 'texts', exclude: [songText(3)], limit: 5 };
    for (const format of ['parquet', 'ndjson']) {
      const started = await ask('POST', '/admin/recommender/lists', { body: { ...body, format } });
      const { result } = await endOfStarted<Job>(ask, started);
      const files = result.files.map((name) => [name, readFileSync(join(result.folder, name))] as const);
      const rows = (await Promise.all(files.map(([name, content]) => rowsOfFile(name, content)))).flat();
      const exclude = encodeURIComponent(songText(3));
      for (const user of [1, 2, 40]) {
        const { body: served } = await ask<{ songs: Song[] }>(
          'GET',
          `${pathOf(user)}?limit=5&exclude=${exclude}`,
        );
        expect(rows.filter((row) => row['user_id'] === userText(user)).map((row) => row['song_id'])).toEqual(
          served.songs.map(({ songId }) => songId),
        );
      }
    }
    const songIds = [songText(1), songText(4)];
    const started = await ask('POST', '/admin/recommender/lists/users', {
      body: { name: 'hear', format: 'ndjson', songIds, limit: 5 },
    });
    const { result } = await endOfStarted<Job>(ask, started);
    const [file] = result.files;
    const rows = await rowsOfFile(file!, readFileSync(join(result.folder, file!)));
    expect(rows.map((row) => row['song_id'])).toEqual(songIds.flatMap((id) => Array<string>(5).fill(id)));
    expect(rows.every((row) => USERS.includes(row['user_id'] as string))).toBe(true);
  });

  it('answers lists of several users, songs alike, users alike and audiences', async () => {
    const userIds = [userText(7), 'never seen', userText(8)];
    const batch = await ask<{ users: { userId: string; songs: Song[] }[] }>('POST', '/recommend/batch', {
      body: { userIds, limit: 2 },
    });
    expect(batch.body.users.map(({ userId }) => userId)).toEqual(userIds);
    expect(batch.body.users.flatMap(({ songs }) => songs).every(({ songId }) => SONGS.includes(songId))).toBe(
      true,
    );
    const song = encodeURIComponent(songText(1));
    const similar = await ask<{ songId: string; songs: Song[] }>(
      'GET',
      `/recommend/songs/${song}/similar?limit=5`,
    );
    expect(similar.body.songId).toBe(songText(1));
    expect(similar.body.songs.map(({ songId }) => tasteOf(songId))).toEqual([1, 1, 1, 1, 1]);
    const audience = await ask<{ users: { userId: string }[] }>(
      'GET',
      `/recommend/songs/${song}/users?limit=5`,
    );
    expect(audience.body.users.length).toBeGreaterThan(0);
    expect(audience.body.users.every(({ userId }) => USERS.includes(userId))).toBe(true);
    const alike = await ask<{ users: { userId: string }[] }>(
      'GET',
      `/recommend/users/${encodeURIComponent(userText(3))}/similar?limit=5`,
    );
    expect(alike.body.users.every(({ userId }) => USERS.includes(userId))).toBe(true);
    const home = await ask<{ userId: string; rows: { songs: Song[] }[] }>('GET', `${pathOf(2)}/home`);
    expect(home.body.rows.flatMap(({ songs }) => songs).every(({ songId }) => SONGS.includes(songId))).toBe(
      true,
    );
    const heard = [songText(0), songText(3)].map((text) => `after=${encodeURIComponent(text)}`).join('&');
    const next = await ask<{ songs: Song[]; unknown: { songId: string }[] }>(
      'GET',
      `${pathOf(2)}/next?${heard}&after=${encodeURIComponent('never heard')}&singerSpacing=1&limit=4`,
    );
    expect(next.body.unknown).toEqual([{ songId: 'never heard', title: null, singer: null }]);
    expect(next.body.songs.map(({ songId }) => tasteOf(songId))).toEqual([0, 0, 0, 0]);
    const guest = await ask<{ songs: Song[] }>('POST', '/recommend/guest', {
      body: { events: [{ songId: songText(0) }, { songId: songText(3) }], limit: 2 },
    });
    expect(guest.body.songs.map(({ songId }) => tasteOf(songId))).toEqual([0, 0]);
  });

  it('takes a list by comma where its parts are known songs, and no song of that text is', async () => {
    const known = ['one', 'two', 'one,two,three'];
    await storeTextIds(test.database, 'song', known);
    const next = async (after: string) =>
      await ask<{ unknown: { songId: string }[]; reason: string | null; detail?: string }>(
        'GET',
        `/recommend/next?after=${encodeURIComponent(after)}`,
      );
    const named = async (after: string) => (await next(after)).body.unknown.map(({ songId }) => songId);
    expect(await named('one,two')).toEqual(['one', 'two']);
    expect(await named('one,two,three')).toEqual(['one,two,three']);
    expect((await next('one,two')).body.reason).toContain(
      'none of the songs, so these are popular ones: one, two (',
    );
    const refused = await next('one,four');
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('repeat the parameter for each id, after=a&after=b');
    await test.database.query('DELETE FROM song_key WHERE text = ANY ($1)', [known]);
  });

  it('counts posted plays as a training does, whether or not their seconds are known', async () => {
    const [known, heard] = [userText(5), songText(5)];
    const again = async () =>
      (await ask<{ songs: Song[] }>('GET', `/recommend/${encodeURIComponent(known)}/again?limit=200`)).body
        .songs;
    const favourite = (await again())[0]!.songId;
    const post = async (user: string, song: string, seconds: number | null) => {
      const [[userId], [songId]] = [
        await storeTextIds(test.database, 'user', [user]),
        await storeTextIds(test.database, 'song', [song]),
      ];
      await test.database.query(
        `INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, device, kind)
         VALUES ($1, $2, '2017-03-13 12:00:00', $3, 1, 'play')`,
        [userId, songId, seconds],
      );
    };
    for (const [n, seconds] of [null, 30, 200].entries()) {
      const newcomer = `newcomer ${n}`;
      for (const song of [8, 11, 14]) await post(newcomer, songText(song), seconds);
      const { body } = await ask<{ songs: { songId: string; source: string }[] }>(
        'GET',
        `/recommend/${encodeURIComponent(newcomer)}?limit=3`,
      );
      expect(body.songs.map(({ songId, source }) => [tasteOf(songId), source])).toEqual(
        Array<unknown>(3).fill([2, 'fold-in']),
      );
    }
    for (let n = 0; n < 5; n++) await post(known, heard, null);
    expect((await again())[0]!.songId).toBe(heard);
    expect((await again()).map(({ songId }) => songId)).toContain(favourite);
    await test.database.query('DELETE FROM recent_event');
  });

  it('hides songs that are named by their texts, heard or not', async () => {
    for (const songId of [songText(2), 'not released yet']) {
      const hidden = await ask('PUT', `/admin/songs/${encodeURIComponent(songId)}/hidden`, {
        body: { hidden: true },
      });
      expect(hidden.body).toEqual({ songId, hidden: true });
    }
    const list = await ask<{ songs: { songId: string }[] }>('GET', '/admin/songs/hidden');
    expect(new Set(list.body.songs.map(({ songId }) => songId))).toEqual(
      new Set([songText(2), 'not released yet']),
    );
    const stored = await test.database.query('SELECT FROM song_key');
    expect(stored).toHaveLength(61);
  });
});
