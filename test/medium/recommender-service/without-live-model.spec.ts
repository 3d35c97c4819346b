import { Client } from 'pg';
import { until } from '../../support/until.js';
import { useRecommender } from './running-recommender.js';

interface List {
  modelVersion: number | null;
  recommendationId: string;
  songs: { songId: string; source: string; score: number }[];
  reason: string | null;
  freshEvents: number;
}

const service = useRecommender({ RECOMMENDER_GATE_USERS: '1000' });

beforeAll(async () => {
  // So few users cannot decide: the version is stored and does not go live.
});

const list = async (user: string) => (await service.ask<List>('GET', `/recommend/${user}?limit=5`)).body;

/** Songs by the users who played them, ties by id. */
function mostPlayed(): string[] {
  const listeners = new Map<string, number>();
  for (const { song } of service.plays) listeners.set(song!, (listeners.get(song!) ?? 0) + 1);
  return [...listeners.keys()].sort((a, b) => listeners.get(b)! - listeners.get(a)! || Number(a) - Number(b));
}

describe('an installation without a live model', () => {
  it('gives users popular songs, marked as such', async () => {
    const { modelVersion, songs, reason, recommendationId } = await list('1');
    expect(modelVersion).toBe(0);
    expect(songs.map(({ songId }) => songId)).toEqual(mostPlayed().slice(0, 5));
    expect(songs.every(({ source, score }) => source === 'popular' && score > 0 && score <= 1)).toBe(true);
    expect(reason).toContain('No model is live yet');
    expect(recommendationId).toMatch(/^r1\.0\.p\./);
    expect((await service.ask('GET', '/recommend/424242')).status).toBe(404);
  });

  it('says that songs are being counted where that takes longer than a request, and counts on', async () => {
    const ask = await service.another({ STATEMENT_TIMEOUT_MS: '500' });
    const blocker = new Client({ connectionString: service.databaseUrl });
    await blocker.connect();
    try {
      await blocker.query('BEGIN; LOCK TABLE download_event IN ACCESS EXCLUSIVE MODE');
      const isCounting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
        AND query LIKE '/* recommender.popular_songs */%' AND now() - query_start > interval '1 s'`;
      for (const url of ['/recommend/1?limit=5', '/recommend/popular']) {
        const { status, body } = await ask<{ code: string }>('GET', url);
        expect([status, body.code]).toEqual([503, 'songs_being_counted']);
      }
      await until(async () => (await service.database.query(isCounting)).length === 1, 'a long count');
      await blocker.query('COMMIT');
      const listed = () => ask<List>('GET', '/recommend/1?limit=5');
      await until(async () => (await listed()).status === 200, 'popular songs');
    } finally {
      await blocker.end();
    }
  });

  it('gives them to guests, batches and start pages, next to songs that rise', async () => {
    const events = [{ songId: '1000', kind: 'play', playedShare: 1 }];
    const guest = (await service.ask<List>('POST', '/recommend/guest', { events, limit: 3 })).body;
    expect(guest.songs.map(({ source }) => source)).toEqual(['popular', 'popular', 'popular']);
    expect(guest.songs.map(({ songId }) => songId)).not.toContain('1000');
    const batch = await service.ask<{ users: List[] }>('POST', '/recommend/batch', {
      userIds: ['1', '424242'],
    });
    expect(batch.body.users.map(({ modelVersion }) => modelVersion)).toEqual([0, 0]);
    const popular = (await service.ask<List>('GET', '/recommend/popular?limit=1')).body;
    expect([popular.modelVersion, popular.songs[0]!.songId]).toEqual([null, mostPlayed()[0]]);
    const home = await service.ask<{ rows: { kind: string }[] }>('GET', '/recommend/1/home');
    expect(home.status).toBe(200);
    expect(home.body.rows.map(({ kind }) => kind)).toContain('made_for_you');
    expect((await service.ask('GET', '/recommend/trending')).status).toBe(200);
  });

  it('leaves out hidden songs and what users have just played', async () => {
    const [first, second] = mostPlayed();
    await service.ask('PUT', `/admin/songs/${first}/hidden`, { hidden: true });
    await service.post({ user: '2', song: second! });
    const { songs, freshEvents } = await list('2');
    expect(songs.map(({ songId }) => songId)).toEqual(mostPlayed().slice(2, 7));
    expect(freshEvents).toBe(1);
    await service.ask('PUT', `/admin/songs/${first}/hidden`, { hidden: false });
    expect((await list('1')).songs[0]!.songId).toBe(first);
  });

  it('says 503 where only a model can answer, and why no version was trained, or did not go live', async () => {
    for (const url of ['/recommend/songs/1000/similar', '/recommend/songs/1000/users']) {
      const { status, body } = await service.ask<{ code: string }>('GET', url);
      expect([status, body.code]).toEqual([503, 'no_live_model']);
    }
    await expect(service.retrain()).rejects.toThrow('Undecided');
    expect((await list('1')).modelVersion).toBe(0);
  });

  it('is personal as soon as a version is live', async () => {
    const promoted = await service.ask('POST', '/admin/recommender/models/1/promote', {
      accept: 'few users, looked through by hand',
    });
    expect(promoted.status).toBe(200);
    const { modelVersion, reason, songs } = await list('1');
    expect([modelVersion, reason]).toEqual([1, null]);
    expect(songs.every(({ source }) => source === 'model')).toBe(true);
  });
});
