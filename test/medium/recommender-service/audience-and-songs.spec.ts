import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';
import { until } from '../../support/until.js';

interface User {
  userId: string;
  source: string;
  device: string;
  score: number;
  similarity: number;
  churnBand: string | null;
  churnProbability: number | null;
  songs: Song[];
  reason: string | null;
  recommendationId: string;
}

interface Song {
  songId: string;
  title: string | null;
  source: string;
  similarity: number;
  listeners: number;
  because: { songId: string }[];
}

interface Body extends User {
  code: string;
  users: User[];
  nextCursor: string | null;
  churnSnapshotDate: string | null;
  from: string;
  to: string;
  modelVersion: number | null;
  models: object[];
  bySource: object[];
}

const service = useRecommender();
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const usersOf = ({ body }: Reply<Body>): string[] => body.users.map(({ userId }) => userId);
const songsOf = ({ body }: Reply<Body>): string[] => body.songs.map(({ songId }) => songId);
const tasteOf = (songId: string): number => (Number(songId) - 1000) % 3;
const following = (url: string, cursor: string) => `${url}&cursor=${encodeURIComponent(cursor)}`;

beforeAll(() => service.retrain());

it('keeps fixed paths apart from user ids', async () => {
  expect((await get('/recommend/popular')).body.songs).toHaveLength(20);
  expect((await get('/recommend/models')).body.models).toHaveLength(1);
  expect((await get('/recommend/outcomes')).body.bySource).toEqual([]);
  expect((await get('/recommend/winback')).body.users).toEqual([]);
});

describe('before anybody is scored', () => {
  it('knows no band and says so', async () => {
    const all = await get('/recommend/songs/1004/users?limit=3');
    expect(all.body).toMatchObject({ churnSnapshotDate: null, reason: null });
    expect(all.body.users[0]).toMatchObject({ churnBand: null, churnProbability: null });
    expect((await get('/recommend/songs/1004/users?churnBand=high')).body.reason).toContain('scored');
    expect((await get('/recommend/winback')).body.reason).toContain('scored');
  });
});

describe('users for a song', () => {
  beforeAll(async () => {
    await service.writeScores({ 1: 0.99 }, '2017-03-11');
    // Users 1 to 90: 0.01, 0.02 ... 0.90.
    const scores = Array.from({ length: 90 }, (_, n) => [String(n + 1), (n + 1) / 100]);
    await service.writeScores(Object.fromEntries([...scores, ['666', 1]]) as Record<string, number>);
  });

  it('carry their churn by the newest scores, and can be narrowed to a band', async () => {
    const all = await get('/recommend/songs/1004/users?limit=200');
    expect(all.body.churnSnapshotDate).toBe('2017-03-12');
    for (const { userId, churnProbability, churnBand } of all.body.users) {
      expect(churnProbability).toBe(Number(userId) / 100);
      expect(churnBand).toBe(Number(userId) >= 70 ? 'high' : Number(userId) >= 40 ? 'medium' : 'low');
    }
    for (const band of ['low', 'medium', 'high']) {
      const expected = all.body.users.filter(({ churnBand }) => churnBand === band);
      expect((await get(`/recommend/songs/1004/users?limit=200&churnBand=${band}`)).body.users).toEqual(
        expected,
      );
    }
  });

  it('carry the scores of a scoring that ended a moment ago', async () => {
    const scores = async () =>
      (await get('/recommend/songs/1004/users?limit=3')).body.users.map((user) => user.churnProbability);
    const before = await scores();
    const again = Array.from({ length: 90 }, (_, n) => [String(n + 1), 0.5]);
    await service.writeScores(Object.fromEntries(again) as Record<string, number>);
    // The second time they have been read.
    expect(await scores()).toEqual([0.5, 0.5, 0.5]);
    expect(await scores()).toEqual([0.5, 0.5, 0.5]);
    // The same day by the same version, scored again.
    await service.database.query(`
      UPDATE churn_score SET probability = 0.25 WHERE model_version_id = (SELECT max(model_version_id) FROM churn_score_set);
      UPDATE churn_score_set SET scored_at = now() WHERE model_version_id = (SELECT max(model_version_id) FROM churn_score_set)`);
    expect(await scores()).toEqual([0.25, 0.25, 0.25]);
    await service.database.query(
      'DELETE FROM churn_score_set WHERE model_version_id = (SELECT max(model_version_id) FROM churn_score_set)',
    );
    expect(await scores()).toEqual(before);
  });

  it('can be narrowed to those active since a day', async () => {
    const lastDay = new Map<string, string>();
    for (const { user, day } of service.plays) if (day > (lastDay.get(user) ?? '')) lastDay.set(user, day);
    const all = usersOf(await get('/recommend/songs/1004/users?limit=200&churnBand=low'));
    const active = usersOf(
      await get('/recommend/songs/1004/users?limit=200&churnBand=low&activeSince=2017-03-12'),
    );
    expect(active).toEqual(all.filter((user) => lastDay.get(user)! >= '2017-03-12'));
    expect(active.length).toBeGreaterThan(0);
    expect(active.length).toBeLessThan(all.length);
    const nobody = (await get('/recommend/songs/1004/users?activeSince=2099-01-01')).body;
    expect(nobody.users).toEqual([]);
    expect(nobody.reason).toContain('activeSince');
  });

  it('come in pages that neither repeat nor skip, without those who have met the song or were excluded since', async () => {
    const whole = usersOf(await get('/recommend/songs/1007/users?limit=200'));
    const first = await get('/recommend/songs/1007/users?limit=10');
    expect(usersOf(first)).toEqual(whole.slice(0, 10));
    await service.post({ user: whole[12]!, song: '1007' });
    await service.database.query("INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'test')", [
      whole[14],
    ]);
    const second = await get(following('/recommend/songs/1007/users?limit=10', first.body.nextCursor!));
    const left = whole.filter((user) => user !== whole[12] && user !== whole[14]);
    expect(usersOf(second)).toEqual(left.slice(10, 20));
    const rest = await get(following('/recommend/songs/1007/users?limit=200', second.body.nextCursor!));
    expect(usersOf(rest)).toEqual(left.slice(20));
    expect(rest.body.nextCursor).toBeNull();
    await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [whole[14]]);
  });

  it('follow what was posted since, also of somebody whom the model does not know', async () => {
    const url = '/recommend/songs/1010/users?limit=200';
    const before = (await get(url)).body.users;
    const placeOf = (userId: string, users: User[]) => users.findIndex((user) => user.userId === userId);
    // Of the taste that does not hear such songs, and far down in the list.
    const turned = before.filter(({ userId }) => Number(userId) % 3 !== 1).at(-1)!.userId;
    for (const song of ['1001', '1004', '1013', '1016', '1019']) {
      await service.post({ user: turned, song, kind: 'download' });
      await service.post({ user: '92000', song });
    }
    await until(
      async () => placeOf(turned, (await get(url)).body.users) < placeOf(turned, before) - 10,
      'a better place of the user',
    );
    const after = (await get(url)).body.users;
    expect(after[placeOf(turned, after)]).toMatchObject({ source: 'fold-in', device: 'ar' });
    expect(after[placeOf('92000', after)]).toMatchObject({
      source: 'fold-in',
      churnBand: null,
      device: 'ar',
    });
    expect(placeOf('92000', after)).toBeLessThan(20);
    expect(new Set(after.map(({ userId }) => userId)).size).toBe(after.length);
    expect(after.filter(({ source }) => source === 'model').length).toBeGreaterThan(0);
    // They are as narrowed as the others.
    const narrowed = usersOf(await get(`${url}&churnBand=low`));
    expect(narrowed).not.toContain('92000');
    expect(narrowed.includes(turned)).toBe(Number(turned) < 40);
    await service.post({ user: '92000', song: '1010' });
    expect(usersOf(await get(url))).not.toContain('92000');
    await service.database.query('DELETE FROM recent_event WHERE user_id IN ($1, 92000)', [turned]);
  });

  it('refuse the cursor of another question', async () => {
    const { nextCursor } = (await get('/recommend/songs/1004/users?limit=2')).body;
    const reply = await get(following('/recommend/songs/1004/users?churnBand=low', nextCursor!));
    expect([reply.status, reply.body.code]).toEqual([400, 'cursor_of_another_question']);
  });
});

describe('similar ones', () => {
  it('songs are those of the same people', async () => {
    const { status, body } = await get('/recommend/songs/1005/similar?limit=5');
    expect(status).toBe(200);
    expect(body).toMatchObject({ songId: '1005', title: 'Title 5', reason: null });
    expect(body.songs).toHaveLength(5);
    for (const { songId } of body.songs) {
      expect(songId).not.toBe('1005');
      expect(tasteOf(songId)).toBe(2);
    }
    expect((await get('/recommend/songs/2000/similar')).body).toMatchObject({ songs: [] });
    expect((await get('/recommend/songs/77/similar')).body.code).toBe('song_unknown');
  });

  it('users are those of the same taste, without excluded ones, also for somebody new', async () => {
    const first = await get('/recommend/users/5/similar?limit=5');
    expect(first.body.users).toHaveLength(5);
    for (const { userId } of first.body.users) expect(Number(userId) % 3).toBe(2);
    const [nearest] = usersOf(first);
    await service.database.query("INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'test')", [
      nearest,
    ]);
    expect(usersOf(await get('/recommend/users/5/similar?limit=5'))).not.toContain(nearest);
    await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [nearest]);
    for (const song of ['1001', '1004', '1010']) await service.post({ user: '91000', song });
    for (const userId of usersOf(await get('/recommend/users/91000/similar?limit=5'))) {
      expect(Number(userId) % 3).toBe(1);
    }
    expect((await get('/recommend/users/500/similar')).body.reason).toContain('not yet listened');
    expect((await get('/recommend/users/424242/similar')).body.code).toBe('user_unknown');
  });
});

describe('popular songs', () => {
  it('are counted over all days of the model, or over the newest days of the tables', async () => {
    const all = (await get('/recommend/popular?limit=60')).body;
    const listeners = (song: string, from: string): number =>
      new Set(service.plays.filter((play) => play.song === song && play.day >= from).map(({ user }) => user))
        .size;
    expect(all).toMatchObject({ modelVersion: 1, from: '2017-03-01', to: '2017-03-12' });
    for (const song of all.songs) expect(song.listeners).toBe(listeners(song.songId, ''));
    await service.database.query(
      // The newest day of posted events is still running.
      `INSERT INTO archive (identity, name, kind, day, state, event_count)
       VALUES ('x', 'x', 'play', '2017-03-12', 'loaded', 9),
         ('events/2017-03-13/play', 'events/2017-03-13/play', 'play', '2017-03-13', 'loaded', 1)`,
    );
    const newest = (await get('/recommend/popular?days=2&limit=60')).body;
    expect(newest).toMatchObject({ modelVersion: null, from: '2017-03-11', to: '2017-03-12' });
    for (const song of newest.songs) expect(song.listeners).toBe(listeners(song.songId, '2017-03-11'));
    const order = newest.songs.map((song) => song.listeners);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect((await get('/recommend/popular?days=0')).status).toBe(400);
  });
});

describe('popular songs for a user of whom nothing is known', () => {
  it('are those of the newest days with users', async () => {
    const [top] = (await get('/recommend/popular?limit=1')).body.songs;
    const [people] = await service.database.query<{ people: number }>(
      'SELECT count(DISTINCT user_id)::int AS people FROM user_day WHERE user_id <> 666',
    );
    const share = top!.listeners / people!.people;
    await until(async () => {
      const [first] = (await get('/recommend/500?limit=1')).body.songs as unknown as { score: number }[];
      return Math.abs(first!.score - share) < 1e-6;
    }, 'the count of the newest days');
  });
});

describe('a hidden song', () => {
  const hide = (songId: string, hidden: unknown) =>
    service.ask<Body>('PUT', `/admin/songs/${songId}/hidden`, { hidden });

  it('vanishes from every list at once, and comes back', async () => {
    const [song] = songsOf(await get('/recommend/8'));
    const lists = [
      '/recommend/8?limit=200',
      `/recommend/8?include=${song}`,
      '/recommend/8?diversity=0.5&limit=200',
      '/recommend/popular?limit=60',
      '/recommend/popular?days=10&limit=60',
      '/recommend/500?limit=200',
      '/recommend/songs/1005/similar?limit=60',
    ];
    const holding = async (): Promise<boolean[]> =>
      Promise.all(lists.map(async (url) => songsOf(await get(url)).includes(song!)));
    expect(await holding()).toEqual(lists.map(() => true));
    expect((await hide(song!, true)).body).toEqual({ songId: song, hidden: true });
    expect(await holding()).toEqual(lists.map(() => false));
    const guest = { events: [{ songId: '1005' }], limit: 60 };
    expect(songsOf(await service.ask('POST', '/recommend/guest', guest))).not.toContain(song);
    expect((await get(`/recommend/songs/${song}/users`)).body.reason).toBe('The song is hidden.');
    await service.retrain();
    expect(await holding()).toEqual(lists.map(() => false));
    await hide(song!, false);
    expect(await holding()).toEqual(lists.map(() => true));
  });

  it('is no reason for another', async () => {
    const reasons = async () =>
      (await get('/recommend/8?limit=200')).body.songs.flatMap(({ because }) =>
        because.map((one) => one.songId),
      );
    const [song] = await reasons();
    await hide(song!, true);
    const others = await reasons();
    expect(others.length).toBeGreaterThan(0);
    expect(others).not.toContain(song);
    await hide(song!, false);
    expect(await reasons()).toContain(song);
  });

  it('is listed, page by page, with its name if it has one', async () => {
    for (const song of ['1003', '1001', '9223372036854775807', '1002']) await hide(song, true);
    const list = (query: string) => service.ask<Body>('GET', `/admin/songs/hidden${query}`);
    const first = await list('?limit=3');
    expect(songsOf(first)).toEqual(['1001', '1002', '1003']);
    const last = await list(following('?limit=3', first.body.nextCursor!));
    expect(last.body).toMatchObject({
      songs: [{ songId: '9223372036854775807', title: null, singer: null }],
      nextCursor: null,
    });
    expect(Date.parse((last.body.songs[0] as unknown as { hiddenAt: string }).hiddenAt)).toBeLessThanOrEqual(
      Date.now(),
    );
    for (const song of ['1003', '1001', '9223372036854775807', '1002']) await hide(song, false);
    expect((await list('')).body).toEqual({ songs: [], nextCursor: null });
    for (const query of ['?limit=0', '?cursor=x', '?cursor=1003'])
      expect((await list(query)).status).toBe(400);
  });
});

describe('guests', () => {
  const guest = (payload: object) => service.ask<Body>('POST', '/recommend/guest', payload);

  it('get songs by their posted history, folded in', async () => {
    const events = [
      { songId: '1000' },
      { songId: '1003', kind: 'download' },
      { songId: '1006', playedShare: 0.5 },
    ];
    const { status, body } = await guest({ events, limit: 5 });
    expect(status).toBe(200);
    expect(body.reason).toBeNull();
    for (const { songId, source } of body.songs) expect([tasteOf(songId), source]).toEqual([0, 'fold-in']);
    expect(songsOf(await guest({ events, limit: 200 }))).toHaveLength(57);
    expect(songsOf(await guest({ events, limit: 200, includePlayed: true }))).toHaveLength(60);
  });

  it('get popular songs, marked as such, without a known song', async () => {
    const { body } = await guest({ events: [{ songId: '77' }] });
    expect(body.songs[0]!.source).toBe('popular');
    expect(body.reason).toContain('None of the events');
  });
});

describe('a batch', () => {
  it('answers as single questions do, in the order asked', async () => {
    await service.post({ user: '33', song: '1001', kind: 'download' });
    const userIds = ['44', '33', '666', '500', '91000'];
    const { status, body } = await service.ask<Body>('POST', '/recommend/batch', { userIds, limit: 10 });
    expect(status).toBe(200);
    expect(body.users.map(({ userId }) => userId)).toEqual(userIds);
    for (const user of body.users) {
      const alone = (await get(`/recommend/${user.userId}?limit=10`)).body;
      expect(user.songs).toEqual(alone.songs);
      expect(user.reason).toBe(alone.reason);
    }
  });

  it('answers an id that is named twice twice, as two recommendations of the same songs', async () => {
    const userIds = ['44', '33', '44', '044'];
    const { body } = await service.ask<Body>('POST', '/recommend/batch', { userIds, limit: 10 });
    expect(body.users.map(({ userId }) => userId)).toEqual(['44', '33', '44', '44']);
    const [first, , ...again] = body.users;
    for (const user of again) expect(user.songs).toEqual(first!.songs);
    expect(new Set(body.users.map(({ recommendationId }) => recommendationId)).size).toBe(4);
  });

  it('has a largest size', async () => {
    const most = Array.from({ length: 200 }, (_, n) => String(n + 1));
    const limit = 1;
    expect((await service.ask('POST', '/recommend/batch', { userIds: most, limit })).status).toBe(200);
    const more = { userIds: [...most, '201'], limit };
    expect((await service.ask('POST', '/recommend/batch', more)).status).toBe(400);
    expect((await service.ask('POST', '/recommend/batch', { userIds: [] })).status).toBe(400);
  });
});

describe('winback', () => {
  it('gives the users most at risk, each with songs of their own taste, page by page', async () => {
    const first = (await get('/recommend/winback?limit=5&songs=3')).body;
    expect(first.churnSnapshotDate).toBe('2017-03-12');
    // 666 has the highest probability and is excluded.
    expect(first.users.map(({ userId }) => userId)).toEqual(['90', '89', '88', '87', '86']);
    for (const { userId, songs, churnBand, churnProbability, recommendationId } of first.users) {
      expect([churnBand, churnProbability]).toEqual(['high', Number(userId) / 100]);
      expect(songs).toHaveLength(3);
      expect(recommendationId).toContain(`.${userId}.`);
      expect(tasteOf(songs[0]!.songId)).toBe(Number(userId) % 3);
    }
    await service.writeScores({ 1: 0.95 }, '2017-03-12');
    const second = await get(following('/recommend/winback?limit=200', first.nextCursor!));
    expect(usersOf(second)[0]).toBe('85');
    expect(second.body.users).toHaveLength(16);
    expect(second.body.nextCursor).toBeNull();
    const other = await get(following('/recommend/winback?band=low', first.nextCursor!));
    expect([other.status, other.body.code]).toEqual([400, 'cursor_invalid']);
    const edited = await get(following('/recommend/winback?limit=200', `${first.nextCursor!}A`));
    expect([edited.status, edited.body.code]).toEqual([400, 'cursor_invalid']);
    expect(usersOf(await get('/recommend/winback'))).toEqual(['1']);
  });
});
