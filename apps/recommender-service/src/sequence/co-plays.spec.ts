import { SeededRandom } from '#ml';
import { countCoPlays, rowsOf } from './co-plays.js';
import { sessionsOf } from '../../../../test/support/fixtures/sessions.js';

const IDS = BigInt64Array.of(10n, 20n, 30n);

it('counts what is heard within five songs behind, near ones more, as a share of plays drawn to 0', () => {
  const sessions = sessionsOf([
    [1, [10, 20, 30]],
    [2, [10, 99, 20, 20]],
  ]);
  const { starts, indices, weights } = countCoPlays(sessions, rowsOf(sessions, IDS), 3, 12);
  expect([...starts]).toEqual([0, 2, 3, 3]);
  expect([...indices]).toEqual([1, 2, 2]);
  // Song 10 was heard twice: 20 comes next, then second and third; 30 is second. Song 20 was heard three times.
  expect([...weights].map((weight) => weight.toFixed(4))).toEqual(
    [(12 * (1 + 1 / 2 + 1 / 3)) / 12, (12 * 0.5) / 12, 12 / 13].map((weight) => weight.toFixed(4)),
  );
});

it('counts only the sessions that are asked for, and keeps the 50 songs that follow most', () => {
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
  const found = countCoPlays(sessions, rowsOf(sessions, ids), songs.length, 1, isEven);
  for (const song of songs) {
    const sums = new Map<number, number>();
    let plays = 0;
    for (let n = 0; n < 400; n += 2) {
      const heard = [...sessions.heard.subarray(9 * n, 9 * n + 9)].map((place) =>
        Number(sessions.songIds[place]),
      );
      heard.forEach((one, at) => {
        if (one !== song) return;
        plays++;
        heard.slice(at + 1, at + 6).forEach((next, behind) => {
          if (next !== song) sums.set(next, (sums.get(next) ?? 0) + 1 / (behind + 1));
        });
      });
    }
    const wanted = [...sums]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, 50)
      .sort((a, b) => a[0] - b[0]);
    const [from, to] = [found.starts[song]!, found.starts[song + 1]!];
    expect([...found.indices.subarray(from, to)]).toEqual(wanted.map(([next]) => next));
    wanted.forEach(([, sum], n) => expect(found.weights[from + n]).toBeCloseTo(sum / (plays + 10), 5));
  }
});
