import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

interface Body {
  code: string;
  songs: {
    songId: string;
    source: string;
    score: number;
    rest: number;
    because: object[];
    listeners: number;
  }[];
  recommendationId: string;
  nextCursor: string | null;
  from: string | null;
  to: string | null;
  incompleteDays: string[];
  reason: string | null;
  bySource: { source: string; impressions: number }[];
}

const service = useRecommender();
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const idsOf = ({ body }: Reply<Body>): string[] => body.songs.map(({ songId }) => songId);
const play = (user: number, song: number, day: string): Promise<unknown> =>
  service.database.query(
    `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
     VALUES ($1, $2, $3, 1, 200, 200, 0, 1)`,
    [user, song, day],
  );

describe('before the first retrain', () => {
  it('nothing rises in an empty database', async () => {
    const { body } = await get('/recommend/trending');
    expect(body).toMatchObject({ songs: [], to: null, incompleteDays: [] });
    expect(body.reason).toContain('No day');
  });
});

describe('a mixed list', () => {
  beforeAll(async () => {
    // User 20 hears the same song again and again, user 21 nothing twice.
    const [song] = service.playedBy('20');
    for (let n = 0; n < 60; n++) await play(20, Number(song), '2017-03-12');
    await service.retrain();
  });

  it('holds as many songs to hear again as the user repeats', async () => {
    const ofOwn = async (user: string): Promise<number> => {
      const { songs } = (await get(`/recommend/${user}?includePlayed=mix&limit=12`)).body;
      for (const { songId, source, score, rest, because } of songs) {
        expect(source === 'again').toBe(service.playedBy(user).has(songId));
        if (source === 'again') expect({ because, rest }).toEqual({ because: [], rest: score });
      }
      return songs.filter(({ source }) => source === 'again').length;
    };
    expect(await ofOwn('20')).toBeGreaterThan(6);
    expect(await ofOwn('21')).toBeLessThan(5);
  });

  it('keeps the order of both lists, and goes on over pages without repeating, while plays come in', async () => {
    const whole = await get('/recommend/21?includePlayed=mix&limit=200');
    const kind = (isOwn: boolean): string[] =>
      whole.body.songs.filter(({ source }) => (source === 'again') === isOwn).map(({ songId }) => songId);
    expect(kind(true)).toEqual(idsOf(await get('/recommend/21/again?limit=200')));
    expect(kind(false)).toEqual(idsOf(await get('/recommend/21?limit=200')));
    const first = await get('/recommend/21?includePlayed=mix&limit=5');
    const shown = idsOf(first);
    expect(shown).toEqual(idsOf(whole).slice(0, 5));
    // What is played between two pages moves the first page of the next list, not the rest of this one.
    const last = kind(true).at(-1)!;
    await service.post({ user: '21', song: last });
    let cursor = first.body.nextCursor;
    while (cursor !== null) {
      const page = await get(`/recommend/21?includePlayed=mix&limit=7&cursor=${encodeURIComponent(cursor)}`);
      shown.push(...idsOf(page));
      cursor = page.body.nextCursor;
    }
    expect(shown).toEqual(idsOf(whole));
    const { songs } = (await get('/recommend/21?includePlayed=mix')).body;
    expect(songs.find(({ source }) => source === 'again')!.songId).toBe(last);
  });

  it('leaves out and chooses from songs of both kinds, and is counted as what it is', async () => {
    const [own] = idsOf(await get('/recommend/22/again'));
    const [fresh] = idsOf(await get('/recommend/22'));
    const without = await get(`/recommend/22?includePlayed=mix&exclude=${own},${fresh}&limit=200`);
    expect(idsOf(without)).not.toContain(own);
    expect(idsOf(without)).not.toContain(fresh);
    const both = await get(`/recommend/22?includePlayed=mix&include=${own},${fresh}`);
    expect(idsOf(both).toSorted()).toEqual([own!, fresh!].toSorted());
    await service.ask('POST', '/recommend/impressions', {
      recommendationId: both.body.recommendationId,
      songIds: [own],
    });
    const { bySource } = (await get('/recommend/outcomes')).body;
    expect(bySource.find(({ source }) => source === 'mix')).toMatchObject({ impressions: 1 });
  });
});

describe('songs that rise', () => {
  it('are those with more listeners than before, however often somebody plays another', async () => {
    await service.database.query(
      `INSERT INTO archive (identity, name, kind, day, state, event_count) VALUES ('p', 'p', 'play', '2017-03-12', 'partial', 5)`,
    );
    for (let user = 1; user <= 30; user++) await play(user, 1050, '2017-03-12');
    for (let n = 0; n < 500; n++) await play(40, 1051, '2017-03-12');
    const { body } = await get('/recommend/trending?days=3&limit=60');
    expect(body).toMatchObject({ from: '2017-03-10', to: '2017-03-12', reason: null });
    // It was loaded in part: the answer says so.
    expect(body.incompleteDays).toContain('2017-03-12');
    expect(body.songs[0]!.songId).toBe('1050');
    const place = body.songs.findIndex(({ songId }) => songId === '1051');
    expect(place === -1 || place > 3).toBe(true);
    expect(body.songs.every(({ score }) => score > 0)).toBe(true);
  });
});
