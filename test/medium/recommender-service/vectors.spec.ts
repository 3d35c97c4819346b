import { startRecommender } from './running-recommender.js';
import type { RunningRecommender } from './running-recommender.js';

interface Entry {
  userId?: string;
  songId?: string;
  score?: number;
  similarity?: number;
}

interface Body {
  users?: Entry[];
  songs?: Entry[];
  nextCursor?: string | null;
}

let service: RunningRecommender;

beforeAll(async () => {
  service = await startRecommender();
  await service.retrain();
});

afterAll(async () => {
  await service.stop();
});

const PATHS = [
  '/recommend/5?limit=20',
  '/recommend/songs/1004/users?limit=50',
  '/recommend/songs/1004/similar?limit=10',
  '/recommend/users/5/similar?limit=10',
];

describe('with compact vectors of songs and users', () => {
  let ask: RunningRecommender['ask'];
  const entries = ({ users: listed, songs: list }: Body): Entry[] => listed ?? list!;

  beforeAll(async () => {
    ask = await service.another({ RECOMMENDER_SONG_VECTORS: 'compact', RECOMMENDER_USER_VECTORS: 'compact' });
  });

  it.each(PATHS)('answers %s as with exact ones', async (path) => {
    const exact = await service.ask<Body>('GET', path);
    const kept = await ask<Body>('GET', path);
    expect([exact.status, kept.status]).toEqual([200, 200]);
    const ids = (body: Body) => entries(body).map(({ userId, songId }) => userId ?? songId);
    expect(ids(kept.body)).toEqual(ids(exact.body));
    expect(ids(kept.body).length).toBeGreaterThan(3);
    entries(kept.body).forEach((entry, n) => {
      const wanted = entries(exact.body)[n]!;
      expect(entry.score ?? entry.similarity).toBeCloseTo((wanted.score ?? wanted.similarity)!, 3);
    });
  });

  it('pages through the users for a song, and answers many at once', async () => {
    const whole = (await ask<Body>('GET', '/recommend/songs/1007/users?limit=200')).body.users!;
    const first = (await ask<Body>('GET', '/recommend/songs/1007/users?limit=20')).body;
    const cursor = encodeURIComponent(first.nextCursor!);
    const rest = await ask<Body>('GET', `/recommend/songs/1007/users?limit=200&cursor=${cursor}`);
    expect([...first.users!, ...rest.body.users!]).toEqual(whole);
    const batch = await ask<{ users: { songs: Entry[] }[] }>('POST', '/recommend/batch', {
      userIds: ['5', '90001', '7'],
    });
    for (const [n, user] of ['5', '7'].entries()) {
      const alone = await ask<Body>('GET', `/recommend/${user}`);
      const { songs: together } = batch.body.users[2 * n]!;
      expect(together.map(({ songId }) => songId)).toEqual(alone.body.songs!.map(({ songId }) => songId));
      together.forEach(({ score }, at) => expect(score).toBeCloseTo(alone.body.songs![at]!.score!, 5));
    }
  });
});
