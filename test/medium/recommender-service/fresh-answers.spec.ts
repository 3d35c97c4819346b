import { jest } from '@jest/globals';
import { useRecommender } from './running-recommender.js';
import { until } from '../../support/until.js';

/** The members of all answers that are looked at here. */
interface Body {
  modelVersion: number;
  recommendationId?: string;
  songs?: { songId: string; title: string; singer: string }[];
  singers: { name: string; score: number }[];
  users: { userId: string; device: string; churnProbability: number | null }[];
  rows?: { kind: string; recommendationId: string | null; songs: { songId: string; title: string }[] }[];
  nextCursor: string | null;
}

const USER = '20';
const SONG = '1004';
const service = useRecommender({ RECOMMENDER_AGAIN_QUIET_DAYS: '5' });
let singerId: string;
let nextUsers: string;
const ask = async (url: string): Promise<Body> => {
  const { status, body } = await service.ask<Body>('GET', url);
  expect([url, status]).toEqual([url, 200]);
  return body;
};

const SONGS = `/recommend/${USER}?limit=10`;
const HOME = `/recommend/${USER}/home`;
const AGAIN = `/recommend/${USER}/again`;
const SINGERS = `/recommend/${USER}/singers?includePlayed=true`;
const USERS = `/recommend/songs/${SONG}/users?limit=10`;
const PERSONAL = [SONGS, HOME, AGAIN, SINGERS];
const usersOfSinger = (): string => `/recommend/singers/${singerId}/users?includeListeners=true&limit=10`;
const all = (): string[] => [...PERSONAL, USERS, nextUsers, usersOfSinger()];

/** Without what is new in every answer. */
function lasting(body: Body): object {
  const rows = body.rows?.map((row) => ({ ...row, recommendationId: row.recommendationId !== null }));
  return { ...body, rows, recommendationId: undefined };
}

const answersOf = async (urls: string[]): Promise<object[]> => {
  const answers: object[] = [];
  for (const url of urls) answers.push(lasting(await ask(url)));
  return answers;
};
const songIdsOf = (body: Body): string[] => [
  ...(body.songs ?? []).map(({ songId }) => songId),
  ...(body.rows ?? []).flatMap(({ songs }) => songs.map(({ songId }) => songId)),
];
const rowOf = ({ rows = [] }: Body, kind: string): string[] =>
  rows.find((row) => row.kind === kind)?.songs.map(({ songId }) => songId) ?? [];

function putClockForward(milliseconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds);
}

beforeAll(async () => {
  await service.loadedDay('2017-03-12');
  await service.writeScores(Object.fromEntries(Array.from({ length: 90 }, (_, n) => [n + 1, (n + 1) / 100])));
  await service.retrain();
  singerId = (await service.ask<{ singers: { singerId: string }[] }>('GET', '/recommend/singers')).body
    .singers[0]!.singerId;
  nextUsers = `${USERS}&cursor=${encodeURIComponent((await ask(USERS)).nextCursor!)}`;
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('answers to a user', () => {
  it('follow each event of the user, and come back when the events are gone', async () => {
    const before = await answersOf(PERSONAL);
    const [songId] = songIdsOf(await ask(SONGS)) as [string];
    await service.post({ user: USER, song: songId, kind: 'play' });
    expect(songIdsOf(await ask(SONGS))).not.toContain(songId);
    expect(rowOf(await ask(HOME), 'made_for_you')).not.toContain(songId);
    expect(songIdsOf(await ask(AGAIN))).toContain(songId);
    expect(lasting(await ask(SINGERS))).not.toEqual(before[3]);
    const [next] = songIdsOf(await ask(SONGS)) as [string];
    await service.post({ user: USER, song: next, kind: 'play' });
    expect(songIdsOf(await ask(SONGS))).not.toContain(next);
    // The id says what the list was made from.
    for (let n = 0; n < 2; n++) expect((await ask(SONGS)).recommendationId).toMatch(/^r1\.\d+\.f\./);
    await service.database.query('DELETE FROM recent_event');
    expect(await answersOf(PERSONAL)).toEqual(before);
  });

  it('count plays between the last counting of repeats and the training only as long as they are there', async () => {
    const before = await answersOf([AGAIN, HOME]);
    await service.database.query("UPDATE repeat_count SET read_at = read_at - interval '1 hour'");
    const quiet = songIdsOf(await ask(`${AGAIN}?limit=200`)).at(-1)!;
    await service.post({ user: USER, song: quiet });
    await service.database.query("UPDATE recent_event SET received_at = now() - interval '30 minutes'");
    for (const url of [`${AGAIN}?limit=50`, `${HOME}?limit=11`]) {
      const row = async (): Promise<string[]> => {
        const body = await ask(url);
        return body.rows === undefined ? songIdsOf(body) : rowOf(body, 'again');
      };
      expect((await row())[0]).toBe(quiet);
    }
    await service.database.query('DELETE FROM recent_event');
    expect(songIdsOf(await ask(`${AGAIN}?limit=50`))[0]).not.toBe(quiet);
    expect(rowOf(await ask(`${HOME}?limit=11`), 'again')[0]).not.toBe(quiet);
    await service.database.query("UPDATE repeat_count SET read_at = read_at + interval '1 hour'");
    expect(await answersOf([AGAIN, HOME])).toEqual(before);
  });

  it('of songs heard follow a new count of these, also without a new version', async () => {
    await answersOf([AGAIN, HOME]);
    const songId = songIdsOf(await ask(AGAIN)).at(-1);
    await service.database.query(
      `UPDATE repeat_songs SET song_ids = ARRAY[$2::bigint], scores = ARRAY[1::real], last_days = ARRAY[DATE '2017-03-12'] WHERE user_id = $1`,
      [USER, songId],
    );
    await service.database.query(
      'INSERT INTO repeat_count (read_at, data_to, report, repeat_share) SELECT read_at, data_to, report, repeat_share FROM repeat_count LIMIT 1',
    );
    expect(songIdsOf(await ask(AGAIN))).toEqual([songId]);
    expect(rowOf(await ask(HOME), 'again')).toEqual([songId]);
  });

  it('leave out excluded users, who get popular songs', async () => {
    const before = await answersOf([...PERSONAL, USERS]);
    const { userId } = (await ask(USERS)).users[0]!;
    for (const user of [USER, userId]) {
      await service.database.query("INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'test')", [user]);
    }
    for (const [n, url] of PERSONAL.entries())
      expect([url, lasting(await ask(url))]).not.toEqual([url, before[n]]);
    for (const url of [USERS, usersOfSinger()]) {
      expect((await ask(url)).users.map((user) => user.userId)).not.toContain(userId);
    }
    await service.database.query('DELETE FROM excluded_user WHERE user_id <> 666');
    expect(await answersOf([...PERSONAL, USERS])).toEqual(before);
  });

  it('of a start page show songs that rise by the newest count', async () => {
    const song = '2001';
    expect(rowOf(await ask(HOME), 'trending')).not.toContain(song);
    await service.database.query(
      `INSERT INTO song (song_id, title, singer, length_seconds, event_count) VALUES ($1, 'Hit', 'Singer 0', 200, 80)`,
      [song],
    );
    await service.database.query(
      `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
       SELECT n, $1, '2017-03-12', 1, 200, 200, 0, 1 FROM generate_series(1, 80) AS n`,
      [song],
    );
    putClockForward(61_000);
    // The count from before answers once more, while it is made anew.
    await until(async () => rowOf(await ask(HOME), 'trending').includes(song), 'the song to be trending');
  });
});

describe('lists of users', () => {
  it('show the device of the newest event', async () => {
    const [first] = (await ask(USERS)).users;
    await service.database.query(
      "INSERT INTO recent_event (user_id, song_id, happened_at, device, kind) VALUES ($1, 1001, '2017-03-13', 4, 'download')",
      [first!.userId],
    );
    const { users } = await ask(USERS);
    expect(users.find(({ userId }) => userId === first!.userId)!.device).toBe('wp');
    await service.database.query('DELETE FROM recent_event');
  });

  it('know for at most a minute who was active', async () => {
    const url = `${USERS}&activeSince=2017-03-01`;
    const { userId } = (await ask(url)).users[0]!;
    await service.database.query('DELETE FROM user_day WHERE user_id = $1', [userId]);
    putClockForward(61_000);
    expect((await ask(url)).users.map((user) => user.userId)).not.toContain(userId);
  });
});

describe('a promotion', () => {
  it('makes all answers anew', async () => {
    const urls = all().filter((url) => url !== nextUsers && url !== AGAIN);
    await answersOf(urls);
    const version = await service.retrain();
    for (const url of urls) expect([url, (await ask(url)).modelVersion]).toEqual([url, version]);
    const { status, body } = await service.ask<{ code: string }>('GET', nextUsers);
    expect([status, body.code]).toEqual([409, 'model_version_changed']);
  });
});

describe('a song that is renamed', () => {
  it('has its new name in all answers, and counts for its new singer within a minute', async () => {
    const songs = [...new Set(songIdsOf(await ask(HOME)).concat(songIdsOf(await ask(AGAIN))))];
    await answersOf(PERSONAL);
    await service.database.query(
      "UPDATE song SET title = 'New ' || title, singer = 'New ' || singer WHERE song_id = ANY ($1::bigint[])",
      [songs],
    );
    for (const url of [HOME, AGAIN]) {
      const body = await ask(url);
      for (const { title } of body.rows?.[0]?.songs ?? body.songs!) expect(title).toMatch(/^New /);
    }
    await service.database.query("UPDATE song SET singer = 'New ' || singer WHERE singer NOT LIKE 'New %'");
    await answersOf([SINGERS]);
    putClockForward(61_000);
    const names = async (): Promise<string[]> => (await ask(SINGERS)).singers.map(({ name }) => name);
    await until(async () => (await names()).every((name) => name.startsWith('New ')), 'the new names');
  });
});
