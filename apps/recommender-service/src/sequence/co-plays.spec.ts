import { SeededRandom } from '#ml';
import { SongSingersCollector } from '../interactions/song-singers.js';
import { CoPlays } from './co-plays.js';
import { sessionsOf } from '../../../../test/support/fixtures/sessions.js';

const IDS = BigInt64Array.of(10n, 20n, 30n);
const noSingers = new SongSingersCollector().finish();

function rowsOf({ starts, indices, weights }: ReturnType<CoPlays['weights']>): Record<number, number>[] {
  return Array.from({ length: starts.length - 1 }, (_, row) =>
    Object.fromEntries(
      Array.from(indices.subarray(starts[row], starts[row + 1]), (next, n) => [
        next,
        Number(weights[starts[row]! + n]!.toFixed(4)),
      ]),
    ),
  );
}

it('counts what is heard within ten songs, near ones and later ones more, by the plays of both', () => {
  const sessions = sessionsOf([
    [1, [10, 20, 30]],
    [2, [10, 99, 20, 20]],
  ]);
  const coPlays = new CoPlays(sessions, IDS, noSingers);
  expect([...coPlays.plays]).toEqual([2, 3, 1]);
  const weight = (sum: number, own: number, next: number): number =>
    Number(((12 * sum) / (own ** 0.5 * next ** 0.2)).toFixed(4));
  // Song 20 is next to song 10, then second and third behind it.
  const [together, back] = [1 + 1 / 2 + 1 / 3, 0.4 * (1 + 1 / 2 + 1 / 3)];
  expect(rowsOf(coPlays.weights({ singerPlays: 0, weight: 12 }))).toEqual([
    { 1: weight(together, 2, 3), 2: weight(0.5, 2, 1) },
    { 0: weight(back, 3, 2), 2: weight(1, 3, 1) },
    { 0: weight(0.2, 1, 2), 1: weight(0.4, 1, 3) },
  ]);
});

it('shares plays out to the songs of the same singers, by the roots of their plays', () => {
  const sessions = sessionsOf([
    [1, [10]],
    [2, [20, 20, 20, 20]],
    [3, [30]],
  ]);
  const singers = new SongSingersCollector();
  for (const [song, singer] of [
    ['10', 'A & B'],
    ['20', 'A'],
    ['30', 'B'],
  ] as const) {
    singers.add(song, singer, 1);
  }
  const coPlays = new CoPlays(sessions, IDS, singers.finish());
  // A has the roots of 1 and 4 plays, B those of 1 and 1.
  expect(rowsOf(coPlays.weights({ singerPlays: 6, weight: 1 }))).toEqual([
    { 1: Number(((3 * 2) / 3 / 4 ** 0.2).toFixed(4)), 2: 3 / 2 },
    { 0: (6 * 1) / 3 / 2 },
    { 0: 3 },
  ]);
  expect(rowsOf(coPlays.weights({ singerPlays: 0, weight: 1 }))).toEqual([{}, {}, {}]);
});

it('counts only the sessions that are named, fills only the rows that are named, 50 songs each', () => {
  const random = new SeededRandom(4);
  const songs = Array.from({ length: 120 }, (_, n) => n);
  const sessions = sessionsOf(
    Array.from({ length: 400 }, (_, n) => [
      n,
      Array.from({ length: 9 }, () => Math.floor(120 * random.next() ** 2)),
    ]),
  );
  const ids = BigInt64Array.from(songs, BigInt);
  const isEven = (session: number): boolean => session % 2 === 0;
  const coPlays = new CoPlays(sessions, ids, noSingers, isEven);
  const rows = rowsOf(coPlays.weights({ singerPlays: 0, weight: 1 }, [3, 5]));
  const heard = Array.from({ length: 200 }, (_, n) =>
    [...sessions.heard.subarray(18 * n, 18 * n + 9)].map((place) => Number(sessions.songIds[place])),
  );
  const playsOf = (song: number): number => heard.flat().filter((one) => one === song).length;
  for (const song of songs) {
    const sums = new Map<number, number>();
    for (const session of heard) {
      session.forEach((one, at) => {
        if (one !== song) return;
        session.forEach((next, place) => {
          if (next === song) return;
          const value = place > at ? 1 / (place - at) : 0.4 / (at - place);
          sums.set(next, (sums.get(next) ?? 0) + value);
        });
      });
    }
    const weights = [...sums].map(
      ([next, sum]) => [next, sum / (playsOf(song) ** 0.5 * playsOf(next) ** 0.2)] as const,
    );
    const best = weights.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 50);
    expect(coPlays.plays[song]).toBe(playsOf(song));
    if (song === 3 || song === 5) expect(Object.keys(rows[song]!)).toHaveLength(50);
    expect(rows[song]).toEqual(
      song === 3 || song === 5
        ? Object.fromEntries(best.map(([next, value]) => [next, Number(value.toFixed(4))]))
        : {},
    );
  }
});
