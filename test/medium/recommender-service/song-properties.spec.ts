import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

interface Body {
  code: string;
  detail: string;
  songs: { songId: string; title: string | null; score: number; because?: { songId: string }[] }[];
  users: { songs: Body['songs'] }[];
  rows: { kind: string; songs: Body['songs'] }[];
  songsLeft: number | null;
}

/** Song 1000 + n: every third is rock, every fifth pop, all others have no genre; released on a day of its own. */
const genresOf = (n: number): string[] => [...(n % 3 === 0 ? ['rock'] : []), ...(n % 5 === 0 ? ['pop'] : [])];
const propertiesOf = (n: number): object => ({
  ...(genresOf(n).length === 0 ? {} : { genres: genresOf(n) }),
  released: `2017-01-${String(1 + (n % 28)).padStart(2, '0')}`,
  explicit: n % 2 === 0,
  ...(n === 30 ? { regions: ['TW'] } : {}),
  ...(n === 33 ? { availableTo: '2017-01-01' } : {}),
  ...(n === 36 ? { availableFrom: '2999-01-01' } : {}),
  tempo: 60 + n,
});
const NOWHERE = [30, 33, 36];

const service = useRecommender({ RECOMMENDER_AGAIN_QUIET_DAYS: '5' });
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const numbersOf = ({ songs }: Pick<Body, 'songs'>): number[] =>
  songs.map(({ songId }) => Number(songId) - 1000);
const filter = (...conditions: object[]): string =>
  `filter=${encodeURIComponent(JSON.stringify({ conditions }))}`;

beforeAll(async () => {
  await service.database.query("INSERT INTO song_property (name, type) VALUES ('tempo', 'number')");
  await service.describe(propertiesOf);
  await service.loadedDay('2017-03-12');
  await service.retrain();
});

describe('new releases', () => {
  it('are of all and of singers whom the user listens to, also as rows of a start page', async () => {
    const newest = "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')";
    const [heard] = [...service.playedBy('7')].filter((song) => !service.playedBy('8').has(song));
    await service.database.query("UPDATE song SET singer = 'Liked' WHERE song_id = $1", [heard]);
    await service.database.query(
      `INSERT INTO song_properties (song_id, calls) SELECT id, jsonb_build_object('title', title, 'singers', jsonb_build_array(singer), 'released', day)
       FROM (VALUES (5001, 'Of Liked', 'Liked', ${newest}), (5002, 'Of others', 'Other', ${newest}), (5003, 'Later', 'Liked', '2999-01-01'))
         AS _(id, title, singer, day)`,
    );
    await service.retrain();
    const idsOf = (body: Pick<Body, 'songs'>): string[] => body.songs.map(({ songId }) => songId);
    const { body } = await get('/recommend/releases?limit=200');
    expect(idsOf(body)).toEqual(['5001', '5002']);
    expect(idsOf((await get('/recommend/releases?genre=rock')).body)).toEqual([]);
    expect(idsOf((await get('/recommend/releases?days=365')).body).length).toBe(20);
    const own = (await get('/recommend/7/releases')).body;
    expect(own.songs).toEqual([
      expect.objectContaining({ songId: '5001', title: 'Of Liked', singer: 'Liked' }),
    ]);
    expect(idsOf((await get('/recommend/8/releases')).body)).toEqual([]);
    const rows = (await get('/recommend/7/home')).body.rows.map((row) => [row.kind, idsOf(row)]);
    expect(Object.fromEntries(rows)).toMatchObject({ releases_for_you: ['5001'], new_releases: ['5002'] });
  });
});

describe('a filter', () => {
  it.each([
    '/recommend/7?limit=200',
    '/recommend/7?limit=50&includePlayed=mix',
    '/recommend/666?limit=50',
    '/recommend/7/again?limit=50',
    '/recommend/songs/1004/similar?limit=50',
    '/recommend/popular?limit=50',
    '/recommend/popular?days=30&limit=50',
    '/recommend/trending?days=3&limit=50',
  ])('holds for %s, and so does the availability', async (url) => {
    const { body } = await get(`${url}&genre=rock,pop&releasedAfter=2017-01-05`);
    expect(body.songs.length).toBeGreaterThan(0);
    for (const n of numbersOf(body)) {
      expect(genresOf(n).length).toBeGreaterThan(0);
      expect(n % 28).toBeGreaterThanOrEqual(4);
    }
    const all = numbersOf((await get(url)).body);
    expect(all.length).toBeGreaterThan(body.songs.length);
    for (const n of NOWHERE) expect(all).not.toContain(n);
    const reasons = (await get(url)).body.songs.flatMap(({ because = [] }) => because);
    expect(reasons.filter(({ songId }) => NOWHERE.includes(Number(songId) - 1000))).toEqual([]);
    if ('songsLeft' in body) expect(body.songsLeft).toBeGreaterThanOrEqual(body.songs.length);
  });

  it('is a condition over properties, declared ones too, and says how many songs it leaves', async () => {
    const { body } = await get(
      `/recommend/7?limit=200&includePlayed=true&${filter({ property: 'tempo', atLeast: 100 }, { property: 'genres', not: ['pop'] })}`,
    );
    const expected = Array.from({ length: 60 }, (_, n) => n).filter((n) => n >= 40 && n % 5 !== 0);
    expect(numbersOf(body).sort((a, b) => a - b)).toEqual(expected);
    expect(body.songsLeft).toBe(expected.length);
    expect((await get('/recommend/7?includePlayed=true&limit=200')).body.songsLeft).toBe(60 - NOWHERE.length);
    const asked = { limit: 50, filter: { conditions: [{ property: 'explicit', yes: false }] } };
    const batch = await service.ask<Body>('POST', '/recommend/batch', { userIds: ['7'], ...asked });
    const guest = await service.ask<Body>('POST', '/recommend/guest', {
      events: [{ songId: '1004' }],
      ...asked,
    });
    for (const list of [batch.body.users[0]!, guest.body])
      expect(numbersOf(list).every((n) => n % 2 === 1) && list.songs.length > 0).toBe(true);
    const { rows } = (await get('/recommend/7/home?explicit=false')).body;
    expect(rows.flatMap(numbersOf).every((n) => n % 2 === 1)).toBe(true);
  });

  it('names what it does not know', async () => {
    const unknown = (await get(`/recommend/7?${filter({ property: 'genre', is: ['rock'] })}`)).body;
    expect(unknown.code).toBe('filter_invalid');
    expect(unknown.detail).toContain('the nearest known one is genres');
    expect((await get('/recommend/7?filter=%7B')).body.detail).toContain('filter must be an object');
    expect((await get('/recommend/7?releasedAfter=2017-02-01&releasedBefore=2017-01-01')).body.code).toBe(
      'filter_invalid',
    );
  });
});

describe('lists', () => {
  it('have songs of a region where it is asked for', async () => {
    const { body } = await get('/recommend/7?includePlayed=true&limit=200&region=TW');
    expect(numbersOf(body)).toContain(30);
    expect((await get('/recommend/7?includePlayed=true&limit=200&region=HK')).body.songsLeft).toBe(57);
  });

  it('hold so many songs of a genre', async () => {
    const rock = numbersOf((await get('/recommend/7?limit=200&maxPerGenre=2')).body).filter(
      (n) => n % 3 === 0,
    );
    expect(rock.length).toBe(2);
  });

  it('have boosted songs higher, with their scores multiplied', async () => {
    const plain = (await get('/recommend/7?limit=200&includePlayed=true')).body.songs;
    const boosts = [
      { name: 'pop', factor: 3, filter: { conditions: [{ property: 'genres', is: ['pop'] }] } },
    ];
    const url = `/recommend/7?limit=200&includePlayed=true&boosts=${encodeURIComponent(JSON.stringify(boosts))}`;
    const boosted = (await get(url)).body.songs;
    const scoreOf = ({ songId, score }: Body['songs'][number]): number => {
      const factor = Number(songId) % 5 === 0 ? 3 : 1;
      return score < 0 ? score / factor : score * factor;
    };
    const expected = new Map(plain.map((song) => [song.songId, scoreOf(song)]));
    expect(boosted.map(({ score }) => score)).toEqual(
      boosted.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    for (const { songId, score } of boosted) expect(score).toBeCloseTo(expected.get(songId)!, 5);
    const wrong = await get(url.replace('factor%22%3A3', 'factor%22%3A30'));
    expect(wrong.body.detail).toContain('factor must be a number from 0.1 to 10');
  });

  it('follow what is said of a song', async () => {
    await service.database.query(
      `UPDATE song_properties SET calls = '{"title": "Said", "singers": ["A", "B"]}' WHERE song_id = 1004`,
    );
    const { body } = await get('/recommend/songs/1004/similar');
    expect(body).toMatchObject({ title: 'Said', singer: 'A & B' });
  });
});
