import { Reads } from '#common';
import { PopularSongsRepository } from '../../../apps/recommender-service/src/registry/popular-songs.repository.js';
import { until } from '../../support/until.js';
import { useTestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';

const DAY = '2017-03-01';
const SONGS = 20_000;

const test = useTestDatabase();
const songs = (signal?: AbortSignal) =>
  new PopularSongsRepository(new Reads(test.database, null)).songs(DAY, DAY, 60, 5, signal);

beforeAll(async () => {
  await writeListening(test.database, {
    songs: [],
    plays: [{ user: '9', song: '7', day: DAY }],
    downloads: [],
  });
  await test.database.query(
    `INSERT INTO song (song_id, length_seconds, title, event_count)
     SELECT n, CASE WHEN n = 9 THEN 59 ELSE 200 END, 'Song ' || n, 1 FROM generate_series(1, $1::int) AS n`,
    [SONGS],
  );
  await test.database.query(
    `INSERT INTO song_properties (song_id, files) SELECT song_id, '{"genres": ["pop"]}' FROM song`,
  );
  await test.database.query(
    `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device, minute)
     SELECT listener, n, '${DAY}', 1, 100, 200, 0, 1, -1
     FROM generate_series(1, $1::int) AS n, generate_series(1, CASE WHEN n IN (7, 8, 9) THEN 3 ELSE 1 END) AS listener`,
    [SONGS],
  );
  await test.database.query('INSERT INTO hidden_song (song_id) VALUES (8)');
  // Of empty tables, such as that of hidden songs at first, the planner assumes much.
  await test.database.query('ANALYZE song, song_properties, play_event');
});

describe('popular songs of a catalogue of which most songs are heard', () => {
  it('are looked up one by one: a join of the whole catalogue would not end within the time of a request', async () => {
    expect((await songs()).map(({ songId, listeners }) => [songId, listeners])).toEqual([
      ['7', 4],
      ['1', 1],
      ['2', 1],
      ['3', 1],
      ['4', 1],
    ]);
  });

  it('are counted for a job until that is cancelled', async () => {
    const stop = new AbortController();
    await test.database.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE play_event');
      const counting = songs(stop.signal);
      counting.catch(() => undefined);
      await until(async () => {
        const waiting = await test.database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      }, 'the statement to begin');
      stop.abort(new Error('cancelled'));
      await expect(counting).rejects.toThrow('cancelled');
    });
  });
});
