import type { NextReportDto } from '../../../apps/recommender-service/src/evaluation/next-report.dto.js';
import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

interface Body {
  code: string;
  detail: string;
  recommendationId: string;
  songs: {
    songId: string;
    singer: string;
    source: string;
    score: number;
    because: { songId: string; contribution: number }[];
    rest: number;
  }[];
  songsLeft: number | null;
  unknown: { songId: string; title: string | null }[];
  userId: string | null;
  reason: string | null;
}

const DAYS = ['02', '04', '06', '08', '10', '11', '12'];
/** Behind each song another one of the same taste, always the same. */
const behind = (song: number): number => 1000 + ((song - 1000 + 21) % 60);

const service = useRecommender({ RECOMMENDER_GATE_MARGIN: '0.9' });
let version: number;
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const idsOf = ({ body }: Reply<Body>): string[] => body.songs.map(({ songId }) => songId);
const reportOf = async (of: number): Promise<NextReportDto> =>
  (await service.ask<{ report: { next: NextReportDto } }>('GET', `/recommend/models/${of}`)).body.report.next;

/** Sessions of six songs in their order, on several days of each user; the last of them held out. */
async function hearInOrder(): Promise<void> {
  const plays: object[] = [];
  for (let user = 1; user <= 90; user++) {
    DAYS.forEach((day, n) => {
      let song = 1000 + ((user + 3 * n * user) % 60);
      for (let at = 0; at < 6; at++) {
        plays.push({ user, song, day: `2017-03-${day}`, minute: 600 + 29 * at });
        song = behind(song);
      }
    });
  }
  // One user once: too rarely to be learned, and nobody knows the singers.
  await service.database.query(
    `INSERT INTO song (song_id, length_seconds, title, event_count)
     SELECT song, 200, 'Title ' || song, 1 FROM generate_series(3001, 3004) song`,
  );
  [3001, 3002, 3003, 3004].forEach((song, n) => {
    plays.push({ user: 9, song, day: '2017-03-03', minute: 600 + n });
  });
  await service.database.query(
    `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device, minute)
     SELECT "user", song, day, 1, 200, 200, 0, 1, minute
     FROM jsonb_to_recordset($1) AS _("user" bigint, song bigint, day date, minute smallint)`,
    [JSON.stringify(plays)],
  );
}

beforeAll(async () => {
  expect(await reportOf(await service.retrain())).toMatchObject({ sessions: 0, ways: [], coPlayWeight: 0 });
  await service.database.query(
    `INSERT INTO song_properties (song_id, files) VALUES (1001, '{"genres": ["rock"]}'),
       (1002, '{"genres": ["rock"], "regions": ["TW"]}')`,
  );
  await hearInOrder();
  version = await service.retrain();
});

describe('what comes next', () => {
  it('is judged by sessions of held-out days, and served as they showed', async () => {
    const report = await reportOf(version);
    // On four days before the cut, and the one of rare songs.
    expect(report).toMatchObject({ sessions: 4 * 90 + 1, users: 45, k: 20, coPlayWeight: 1_000 });
    const [coPlays, model] = report.ways;
    expect(model).toMatchObject({ coPlayWeight: 0 });
    expect(model!.ahead!.high).toBeLessThan(0);
    expect(coPlays!.mrr.value).toBeGreaterThan(model!.mrr.value);
    for (const path of ['/recommend', '/recommend/7']) {
      for (const song of [1003, 1016, 1032]) {
        const { body } = await get(`${path}/next?after=${song - 3},${song}&singerSpacing=1&limit=3`);
        expect(body.songs[0]).toMatchObject({ songId: String(behind(song)), source: 'next' });
      }
    }
  });

  it('finds songs that were heard once, which no other list has', async () => {
    for (const path of ['/recommend', '/recommend/7']) {
      const { body } = await get(`${path}/next?after=3001,3002&limit=2`);
      expect(body).toMatchObject({ unknown: [], reason: null });
      expect(body.songs).toMatchObject([
        { songId: '3003', source: 'next', because: [{ songId: '3002' }, { songId: '3001' }] },
        { songId: '3004', source: 'next' },
      ]);
    }
    const rare = ['3001', '3002', '3003', '3004'];
    const taste = await get('/recommend/7?limit=200&includePlayed=true');
    expect(idsOf(taste).filter((id) => rare.includes(id))).toEqual([]);
    expect((await get('/recommend/songs/3001/users')).body).toMatchObject({ users: [] });
    expect((await get('/recommend/songs/3001/similar')).body).toMatchObject({ songs: [] });
  });

  it('leaves rarely heard songs out as others, too', async () => {
    const ask = '/recommend/7/next?after=3001,3002';
    const first = async (more = ''): Promise<string> => idsOf(await get(`${ask}${more}&limit=2`))[0]!;
    expect(await first('&exclude=3003')).toBe('3004');
    await service.ask('PUT', '/admin/songs/3003/hidden', { hidden: true });
    expect(await first()).toBe('3004');
    await service.ask('PUT', '/admin/songs/3003/hidden', { hidden: false });
    expect(await first()).toBe('3003');
    expect(idsOf(await get('/recommend/7?limit=200&includePlayed=true'))).not.toContain('3003');
  });

  it('spaces singers as the logs do where nothing is said', async () => {
    const { singerSpacing, sameSinger } = await reportOf(version);
    expect(sameSinger).toBeGreaterThan(0.1);
    const ask = '/recommend/next?after=1000,1003,1007&limit=30';
    expect(idsOf(await get(ask))).toEqual(idsOf(await get(`${ask}&singerSpacing=${singerSpacing}`)));
  });

  it('is the same for a guest and a user, in sums of what the songs add, under an id that is counted', async () => {
    const [guest, user] = [
      await get('/recommend/next?after=1003,1006'),
      await get('/recommend/7/next?after=1003,1006'),
    ];
    expect(idsOf(guest)).toEqual(idsOf(user));
    expect([guest.body.userId, user.body.userId]).toEqual([null, '7']);
    for (const { score, because, rest } of user.body.songs) {
      for (const { songId } of because) expect(['1003', '1006']).toContain(songId);
      expect(because.reduce((sum, { contribution }) => sum + contribution, rest)).toBeCloseTo(score, 6);
    }
    const { recommendationId } = user.body;
    const shown = { recommendationId, songIds: idsOf(user) };
    expect((await service.ask('POST', '/recommend/impressions', shown)).status).toBeLessThan(300);
    const [row] = await service.database.query('SELECT DISTINCT source FROM recommendation_impression');
    expect(row).toEqual({ source: 'next' });
  });

  it('repeats none of the songs, and places singers apart, also from the last of them', async () => {
    const after = ['1000', '1003', '1007'];
    const reply = await get(`/recommend/9/next?after=${after.join(',')}&limit=30&singerSpacing=3`);
    const ids = idsOf(reply);
    expect(ids).toHaveLength(30);
    expect(new Set([...after, ...ids]).size).toBe(33);
    const singers = ['Singer 0', 'Singer 1', ...reply.body.songs.map(({ singer }) => singer)];
    singers.slice(2).forEach((singer, n) => {
      expect(singers.slice(n, n + 2)).not.toContain(singer);
    });
    const far = await get('/recommend/9/next?after=1000&singerSpacing=50');
    // Three singers: one song of each of the two others.
    expect(far.body.songs).toHaveLength(2);
  });

  it('leaves out what is disliked, hidden, excluded, played where that is asked, and filtered', async () => {
    const ask = '/recommend/9/next?after=1000&singerSpacing=1&limit=200';
    const all = idsOf(await get(ask));
    // Song 1002 is not available.
    expect(all).toHaveLength(58);
    const [disliked, hidden, excluded] = all as [string, string, string];
    await service.database.query(
      "INSERT INTO opinion (user_id, song_id, said, day) VALUES (9, $1, 'dislike', '2017-03-12')",
      [disliked],
    );
    await service.ask('PUT', `/admin/songs/${hidden}/hidden`, { hidden: true });
    expect(idsOf(await get(`${ask}&exclude=${excluded}`))).toEqual(all.slice(3));
    await service.ask('PUT', `/admin/songs/${hidden}/hidden`, { hidden: false });
    await service.database.query('DELETE FROM opinion');
    const fresh = idsOf(await get(`${ask}&includePlayed=false`));
    expect(fresh.length).toBeGreaterThan(0);
    for (const { user_id: user, song_id: song } of await service.database.query<Record<string, string>>(
      'SELECT user_id, song_id FROM play_event WHERE user_id = 9',
    ))
      expect([user, fresh.includes(song!)]).toEqual(['9', false]);
    expect(idsOf(await get(`${ask}&genre=rock`))).toEqual(['1001']);
    expect(idsOf(await get(`${ask}&genre=rock&region=TW`)).toSorted()).toEqual(['1001', '1002']);
    expect((await get(`${ask}&maxPerSinger=2`)).body.songs).toHaveLength(6);
    expect(idsOf(await get(`${ask}&include=1010,1000,4711`))).toEqual(['1010']);
    const boost = JSON.stringify([
      {
        name: 'rock',
        factor: 10,
        filter: { match: 'all', conditions: [{ property: 'genres', is: ['rock'] }] },
      },
    ]);
    const boosted = idsOf(await get(`${ask}&boosts=${encodeURIComponent(boost)}`));
    expect(boosted.indexOf('1001')).toBeLessThan(all.indexOf('1001'));
  });

  it('names songs that the model does not know, and says when it knows none', async () => {
    const some = await get('/recommend/next?after=2000,1003,4711,4711&singerSpacing=1');
    expect(some.body.unknown).toEqual([
      { songId: '2000', title: 'Ringtone', singer: null },
      { songId: '4711', title: null, singer: null },
    ]);
    expect(idsOf(some)).toEqual(idsOf(await get('/recommend/next?after=1003&singerSpacing=1')));
    const none = await get('/recommend/next?after=4711');
    expect(none.body.reason).toContain('4711');
    expect(none.body.songs[0]!.source).toBe('popular');
    expect((await get('/recommend/123456/next?after=1003')).body.code).toBe('user_unknown');
    expect((await get('/recommend/next')).status).toBe(400);
  });
});
