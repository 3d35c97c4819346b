import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';
import { endOfJob, until } from '../../support/until.js';

interface Body {
  code: string;
  songs: { songId: string; title: string | null; score: number; lastPlayed: string }[];
  reason: string | null;
  dataTo: string | null;
  users: number;
  cut: string | null;
  score: { ndcg: { value: number } } | null;
  aheadOf: object | null;
}

interface Job {
  id: string;
  state: string;
  progress: { step: string } | null;
}

const service = useRecommender({
  RECOMMENDER_AGAIN_QUIET_DAYS: '5',
  RECOMMENDER_AGAIN_HALF_LIFE_DAYS: '3',
});
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const idsOf = ({ body }: Reply<Body>): string[] => body.songs.map(({ songId }) => songId);

describe('songs to hear again', () => {
  it('say that nothing has been counted before the first retrain', async () => {
    expect((await get('/recommend/1/again')).body).toMatchObject({ songs: [], dataTo: null });
    expect((await get('/recommend/again/report')).body.code).toBe('repeats_not_counted');
    // Repeats to find on the held-out days: users 1 to 9 hear a song of an earlier day once more.
    await service.database.query(
      `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
       SELECT user_id, min(song_id), '2017-03-12', 1, 200, 200, 0, 1 FROM play_event
       WHERE user_id < 10 AND day < '2017-03-08' AND song_id < 2000 GROUP BY user_id`,
    );
    await service.retrain();
  });

  it('are the own ones, those played of late first', async () => {
    const reply = await get('/recommend/20/again?limit=200');
    expect(new Set(idsOf(reply))).toEqual(service.playedBy('20'));
    expect(reply.body).toMatchObject({ reason: null, dataTo: '2017-03-12' });
    // Each was heard once, to its end.
    const days = reply.body.songs.map(({ lastPlayed }) => lastPlayed);
    expect(days).toEqual(days.toSorted().reverse());
    expect(reply.body.songs[0]!.title).toMatch(/^Title /);
    expect(idsOf(await get('/recommend/20/again?limit=2'))).toEqual(idsOf(reply).slice(0, 2));
  });

  it('are forgotten ones when they have been quiet', async () => {
    const { body } = await get('/recommend/20/again?mode=forgotten&limit=200');
    expect(body.songs.length).toBeGreaterThan(0);
    for (const { lastPlayed } of body.songs) expect(lastPlayed <= '2017-03-07').toBe(true);
  });

  it('follow what was posted since but for skips, and leave out what was hidden', async () => {
    const before = idsOf(await get('/recommend/21/again?limit=200'));
    const last = before.at(-1)!;
    await service.post({ user: '21', song: last });
    expect(idsOf(await get('/recommend/21/again'))[0]).toBe(last);
    for (let n = 0; n < 3; n++) await service.post({ user: '21', song: before.at(-2)!, playSeconds: 10 });
    const [, ...others] = idsOf(await get('/recommend/21/again?limit=200'));
    expect(others).toEqual(before.slice(0, -1));
    const [first] = before;
    await service.ask('PUT', `/admin/songs/${first}/hidden`, { hidden: true });
    expect(idsOf(await get('/recommend/21/again'))).not.toContain(first);
    await service.ask('PUT', `/admin/songs/${first}/hidden`, { hidden: false });
    expect(idsOf(await get('/recommend/21/again'))).toContain(first);
  });

  it('are none for excluded and unknown users, and for those who have heard nothing', async () => {
    expect((await get('/recommend/666/again')).body.reason).toContain('excluded');
    expect((await get('/recommend/500/again')).body).toMatchObject({ songs: [] });
    const unknown = await get('/recommend/424242/again');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'user_unknown']);
    expect((await get('/recommend/20/again?mode=new')).status).toBe(400);
  });

  it('are evaluated on repeats of the held-out days', async () => {
    const { body } = await get('/recommend/again/report');
    expect(body).toMatchObject({ cut: '2017-03-09', users: 9, dataTo: '2017-03-12' });
    expect(body.score!.ndcg.value).toBeGreaterThan(0);
    expect(body.aheadOf).not.toBeNull();
  });

  it('count a play once that is posted before, during or after a retrain', async () => {
    const song = idsOf(await get('/recommend/24/again?limit=200')).at(-1)!;
    /** Plays to the end, as ingest-service stores them: one a transaction. */
    const play = () =>
      service.database.transaction(async (transaction) => {
        await transaction.query(
          `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
           VALUES (24, $1, '2017-03-12', 1, 200, 200, 0, 1)`,
          [song],
        );
        await transaction.query(
          `INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, song_seconds, device, kind)
           VALUES (24, $1, '2017-03-12 12:00', 200, 200, 1, 'play')`,
          [song],
        );
        await transaction.query("INSERT INTO posted_user (user_id, day) VALUES (24, '2017-03-12')");
      });
    const score = async () =>
      (await get('/recommend/24/again?limit=200')).body.songs.find(({ songId }) => songId === song)!.score;
    const before = await score();
    await play();
    expect(await score()).toBeCloseTo(before + 1, 5);
    const job = async (id: string) => (await service.ask<Job>('GET', `/jobs/${id}`)).body;
    const id = await service.database.transaction(async (transaction) => {
      // The retrain reads events, and waits until a further play has come in.
      await transaction.query('LOCK TABLE download_event IN ACCESS EXCLUSIVE MODE');
      const { body } = await service.ask<Job>('POST', '/admin/recommender/retrain');
      const isReading = async () => (await job(body.id)).progress?.step === 'reading interactions';
      await until(isReading, 'the retrain to read');
      await play();
      return body.id;
    });
    expect((await endOfJob(() => job(id))).state).toBe('succeeded');
    expect(await score()).toBeCloseTo(before + 2, 5);
    await play();
    expect(await score()).toBeCloseTo(before + 3, 5);
  });
});
