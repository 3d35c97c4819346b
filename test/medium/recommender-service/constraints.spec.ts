import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

interface Song {
  songId: string;
  singer: string | null;
  listeners: number;
}

interface Singer {
  singerId: string;
  name: string;
  songs: number;
  listeners: number;
  score: number;
  similarity: number;
}

interface Body {
  code: string;
  songs: Song[];
  singers: Singer[];
  users: { userId: string; songs: Song[]; score: number; churnBand: string; churnProbability: number }[];
  reason: string | null;
  nextCursor: string | null;
  churnSnapshotDate: string | null;
}

/**
 * Song 1000 + n lasts 100 + n seconds; its singer is A, B, C or D, sometimes with another, and of every tenth
 * song nobody knows.
 */
const singerOf = (n: number): string | null =>
  n % 10 === 9
    ? null
    : n % 7 === 6
      ? `${'ABCD'[n % 4]!}&${'ABCD'[(n + 1) % 4]!}`
      : `Singer ${'ABCD'[n % 4]!}`;
const secondsOf = (songId: string): number => Number(songId) - 900;

const service = useRecommender({ RECOMMENDER_AGAIN_QUIET_DAYS: '5' });
let ids: Record<string, string>;
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);

beforeAll(async () => {
  for (let n = 0; n < 60; n++) {
    const singer = singerOf(n)?.replace(/^(.)&(.)$/, 'Singer $1&singer  $2') ?? null;
    await service.database.query('UPDATE song SET singer = $2, length_seconds = $3 WHERE song_id = $1', [
      1000 + n,
      singer,
      100 + n,
    ]);
  }
  await service.loadedDay('2017-03-12');
  await service.retrain();
  const { singers } = (await get('/recommend/singers?limit=200')).body;
  ids = Object.fromEntries(singers.map(({ name, singerId }) => [name.slice(-1), singerId]));
});

const lettersOf = (singer: string | null): string[] =>
  singer === null ? [] : singer.split('&').map((name) => name.slice(-1));

function expectWithin(songs: readonly Song[]): void {
  const counts = new Map<string, number>();
  for (const { songId, singer } of songs) {
    expect(secondsOf(songId)).toBeGreaterThanOrEqual(105);
    expect(secondsOf(songId)).toBeLessThanOrEqual(150);
    expect(lettersOf(singer)).not.toContain('B');
    for (const letter of lettersOf(singer)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(count).toBeLessThanOrEqual(2);
}

const asked = () => ({ maxPerSinger: 2, excludeSingers: [ids['B']!], minSeconds: 105, maxSeconds: 150 });
const query = () => `maxPerSinger=2&excludeSingers=${ids['B']!}&minSeconds=105&maxSeconds=150`;

describe('constraints', () => {
  it.each([
    '/recommend/7?limit=50&',
    '/recommend/7?limit=50&includePlayed=true&diversity=0.5&',
    '/recommend/7?limit=50&includePlayed=mix&',
    '/recommend/666?limit=50&',
    '/recommend/7/again?limit=50&',
    '/recommend/7/again?mode=forgotten&',
    '/recommend/songs/1004/similar?limit=50&',
    '/recommend/popular?limit=50&',
    '/recommend/popular?days=30&limit=50&',
    '/recommend/trending?days=3&limit=50&',
  ])('hold for %s', async (url) => {
    const { songs } = (await get(url + query())).body;
    expect(songs.length).toBeGreaterThan(0);
    expectWithin(songs);
    const without = (await get(url.slice(0, -1))).body.songs;
    expect(without.length).toBeGreaterThan(songs.length);
  });

  it('hold for guests and batches', async () => {
    const events = [{ songId: '1004' }, { songId: '1007' }];
    const guest = await service.ask<Body>('POST', '/recommend/guest', { events, limit: 50, ...asked() });
    expect(guest.body.songs.length).toBeGreaterThan(0);
    expectWithin(guest.body.songs);
    const batch = await service.ask<Body>('POST', '/recommend/batch', {
      userIds: ['7', '8', '999999'],
      limit: 50,
      ...asked(),
    });
    for (const { songs } of batch.body.users) {
      expect(songs.length).toBeGreaterThan(0);
      expectWithin(songs);
    }
  });

  it.each(['', '&includePlayed=true&diversity=0.3', '&includePlayed=mix'])(
    'hold over all pages, also when songs are hidden between them (%s)',
    async (more) => {
      const url = `/recommend/20?limit=2&maxPerSinger=3${more}`;
      const whole = (await get(url.replace('limit=2', 'limit=200'))).body.songs;
      const shown: Song[] = [];
      let cursor: string | null = null;
      let hidden: string | null = null;
      do {
        const { body }: Reply<Body> = await get(
          cursor === null ? url : `${url}&cursor=${encodeURIComponent(cursor)}`,
        );
        shown.push(...body.songs);
        cursor = body.nextCursor;
        if (hidden === null) {
          hidden = shown[0]!.songId;
          await service.ask('PUT', `/admin/songs/${hidden}/hidden`, { hidden: true });
        }
      } while (cursor !== null);
      await service.ask('PUT', `/admin/songs/${hidden}/hidden`, { hidden: false });
      expect(shown.map(({ songId }) => songId)).toEqual(whole.map(({ songId }) => songId));
      const counts = new Map<string, number>();
      for (const letter of shown.flatMap(({ singer }) => lettersOf(singer)))
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
      expect(Math.max(...counts.values())).toBe(3);
    },
  );

  it('choose the singers of a list, by any of several', async () => {
    const { songs } = (await get(`/recommend/7?limit=200&includeSingers=${ids['A']!}&includePlayed=true`))
      .body;
    const expected = Array.from({ length: 60 }, (_, n) => n).filter((n) =>
      lettersOf(singerOf(n)).includes('A'),
    );
    expect(songs.map(({ songId }) => Number(songId) - 1000).sort((a, b) => a - b)).toEqual(expected);
    const nobody = (await get('/recommend/7?includeSingers=1')).body;
    expect(nobody.songs).toEqual([]);
    expect(nobody.reason).toContain('not as asked for');
    expect((await get('/recommend/7/again?includeSingers=1')).body.reason).toContain('asked of songs');
    expect((await get('/recommend/songs/1004/similar?includeSingers=1')).body.reason).toContain(
      'asked of songs',
    );
    expect((await get('/recommend/trending?includeSingers=1')).body.reason).toContain('asked of songs');
  });

  it('are refused where no song can fulfil them, and belong to the question of a cursor', async () => {
    const wrong = await get('/recommend/7?minSeconds=200&maxSeconds=100');
    expect([wrong.status, wrong.body.code]).toEqual([400, 'seconds_in_wrong_order']);
    const { nextCursor } = (await get('/recommend/7?limit=2&maxPerSinger=1')).body;
    const other = await get(`/recommend/7?limit=2&maxPerSinger=2&cursor=${encodeURIComponent(nextCursor!)}`);
    expect(other.body.code).toBe('cursor_of_another_question');
  });
});

describe('the listening of a song', () => {
  it('is that of the newest 28 days', async () => {
    const counted = `SELECT count(*)::int AS plays, count(DISTINCT user_id)::int AS listeners, max(day)::text AS day FROM play_event
      WHERE song_id = 1004 AND day > (SELECT max(day) - 28 FROM play_event)`;
    const listening = async () => {
      const { body } = await service.ask<{
        days: { plays: number; day: string }[];
        listeners: { all: number };
      }>('GET', '/recommend/songs/1004/listening');
      return [
        body.days.reduce((sum, { plays }) => sum + plays, 0),
        body.listeners.all,
        body.days.at(-1)?.day,
      ];
    };
    type Counted = { plays: number; listeners: number; day: string };
    const [all] = await service.database.query<Counted>(counted);
    expect(all!.plays).toBeGreaterThan(0);
    expect(await listening()).toEqual([all!.plays, all!.listeners, all!.day]);
  });
});

describe('singers', () => {
  it('are listed by listeners, and found by a part of the name', async () => {
    const { singers } = (await get('/recommend/singers')).body;
    expect(singers.map(({ name }) => name).toSorted()).toEqual([
      'Singer A',
      'Singer B',
      'Singer C',
      'Singer D',
    ]);
    const listeners = singers.map((singer) => singer.listeners);
    expect(listeners).toEqual(listeners.toSorted((a, b) => b - a));
    const found = (await get('/search?q=%20singer%20%20c')).body.singers;
    expect(found.map(({ name }) => name)).toEqual(['Singer C']);
  });

  it('are recommended, those heard already only when asked for', async () => {
    const all = (await get('/recommend/7/singers?includePlayed=true')).body.singers;
    expect(all.length).toBe(4);
    const scores = all.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const none = (await get('/recommend/7/singers')).body;
    expect(none.singers).toEqual([]);
    expect(none.reason).toContain('all have been played');
    // A user who has heard one song only: of its singers none is new.
    await service.post({ user: '95000', song: '1004' });
    const fresh = (await get('/recommend/95000/singers')).body.singers.map(({ name }) => name);
    expect(fresh.length).toBe(4 - lettersOf(singerOf(4)).length);
    expect((await get('/recommend/424242/singers')).body.code).toBe('user_unknown');
  });

  it('have similar ones, and users who should hear them', async () => {
    const { singers } = (await get(`/recommend/singers/${ids['A']!}/similar`)).body;
    expect(singers.map(({ name }) => name).toSorted()).toEqual(['Singer B', 'Singer C', 'Singer D']);
    const everybody = (await get(`/recommend/singers/${ids['A']!}/users?includeListeners=true&limit=200`))
      .body;
    expect(everybody.users.length).toBeGreaterThan(80);
    expect(everybody.users.map(({ userId }) => userId)).not.toContain('666');
    const met = new Set(
      service.plays
        .filter(({ song }) => lettersOf(singerOf(Number(song) - 1000)).includes('A'))
        .map(({ user }) => user),
    );
    const { users } = (await get(`/recommend/singers/${ids['A']!}/users?limit=200`)).body;
    expect(users.filter(({ userId }) => met.has(userId))).toEqual([]);
    await service.writeScores(
      Object.fromEntries(everybody.users.map(({ userId }) => [userId, (Number(userId) % 100) / 100])),
    );
    const whole = (await get(`/recommend/singers/${ids['A']!}/users?includeListeners=true&limit=200`)).body;
    expect(whole.churnSnapshotDate).toBe('2017-03-12');
    for (const { userId, churnProbability } of whole.users)
      expect(churnProbability).toBe((Number(userId) % 100) / 100);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Reply<Body> = await get(
        `/recommend/singers/${ids['A']!}/users?includeListeners=true&limit=20${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      paged.push(...page.body.users.map(({ userId }) => userId));
      cursor = page.body.nextCursor;
    }
    expect(paged).toEqual(whole.users.map(({ userId }) => userId));
    const narrowed = (
      await get(`/recommend/singers/${ids['A']!}/users?includeListeners=true&limit=200&churnBand=high`)
    ).body;
    expect(narrowed.users).toEqual(whole.users.filter(({ churnBand }) => churnBand === 'high'));
    expect(narrowed.users.length).toBeGreaterThan(0);
    const active = (
      await get(`/recommend/singers/${ids['A']!}/users?includeListeners=true&activeSince=2099-01-01`)
    ).body;
    expect(active.users).toEqual([]);
    expect(active.reason).toContain('activeSince');
    for (const route of ['users', 'similar']) {
      const unknown = await get(`/recommend/singers/1/${route}`);
      expect([unknown.status, unknown.body.code]).toEqual([404, 'singer_unknown']);
    }
  });
});
