import { useRecommender } from './running-recommender.js';

interface Song {
  songId: string;
  source: string;
  because: { songId: string }[];
}

interface Body {
  songs: Song[];
  users: { userId: string }[];
  report: {
    data: { songs: number; coldSongs: number; songsLeftOut: number };
    coldPlace: { by: string; scale: number; gain: { low: number } | null };
  };
}

const service = useRecommender();
const get = async (url: string): Promise<Body> => (await service.ask<Body>('GET', url)).body;
const tasteOf = (songId: string): number => (Number(songId) - 1000) % 3;

beforeAll(async () => {
  await service.database.query(
    `INSERT INTO song (song_id, length_seconds, title, singer, event_count) VALUES
     (3000, 200, 'New', 'Singer 0', 0), (3001, 200, 'New too', 'Nobody else', 0), (3002, 9, 'Ringtone', 'Singer 0', 0)`,
  );
  await service.retrain();
});

describe('a song that nobody has heard', () => {
  it('stands in the lists of those who play its singer, with these songs as its reasons', async () => {
    const { songs } = await get('/recommend/3?limit=60');
    const place = songs.findIndex(({ songId }) => songId === '3000');
    expect(songs[place]!.source).toBe('singer');
    expect(songs[place]!.because.map(({ songId }) => tasteOf(songId))).toEqual([0, 0, 0]);
    const others = (await get('/recommend/4?limit=60')).songs;
    const behind = others.findIndex(({ songId }) => songId === '3000');
    expect(place / songs.length).toBeLessThan(behind / others.length);
    expect(songs.filter(({ source }) => source === 'singer').map(({ songId }) => songId)).toEqual(['3000']);
  });

  it('has users who should hear it, those of its singer first', async () => {
    const { users } = await get('/recommend/songs/3000/users?limit=25');
    expect(users.map(({ userId }) => Number(userId) % 3)).toEqual(new Array(25).fill(0));
  });

  it('is near no song, while songs of its singer are near to it', async () => {
    const { songs } = await get('/recommend/songs/1000/similar?limit=60');
    expect(songs.map(({ songId }) => songId)).not.toContain('3000');
    const near = (await get('/recommend/songs/3000/similar?limit=10')).songs;
    expect(near.map(({ songId }) => tasteOf(songId))).toEqual(new Array(10).fill(0));
  });

  it('is told of in the report', async () => {
    const { report } = await get('/recommend/models/1');
    expect(report.data).toMatchObject({ songs: 60, coldSongs: 1, songsLeftOut: 0 });
    expect(report.coldPlace.scale).toBeGreaterThan(0);
  });

  it('is placed by its singer where too few users can show that its genre finds more', async () => {
    await service.database.query(
      `INSERT INTO song_properties (song_id, calls)
       SELECT song_id, jsonb_build_object('genres', jsonb_build_array('taste ' || song_id % 3)) FROM song`,
    );
    await service.retrain();
    const { report } = await get('/recommend/models/2');
    expect(report.coldPlace).toMatchObject({ by: 'singers', gain: null });
  });
});
