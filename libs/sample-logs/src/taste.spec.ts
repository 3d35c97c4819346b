import { Catalogue } from './catalogue.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES } from './latent-class.js';
import { Taste } from './taste.js';

/** Comes on four days of five and plays some forty songs. */
const DAILY = CLASSES.find(({ habit, volume }) => habit === 6 && volume === 2)!;
const PLAYS = 5_000;
const USERS = 30;

/** How often each song is played on a day, of so many plays. */
function playsOn(user: number, day: number): Map<number, number> {
  const taste = new Taste(new Catalogue(3, 20_000), new KeyedRandom(3));
  taste.of(user, DAILY, day);
  const events = new KeyedRandom(3).at(user, day, 99);
  const counts = new Map<number, number>();
  for (let n = 0; n < PLAYS; n++) {
    const song = taste.song(events);
    counts.set(song, (counts.get(song) ?? 0) + 1);
  }
  return counts;
}

function shareOf(songs: Iterable<number>, counts: ReadonlyMap<number, number>): number {
  return [...songs].reduce((sum, song) => sum + (counts.get(song) ?? 0), 0) / PLAYS;
}

describe('a taste', () => {
  it('has favourites that fade over weeks and are not forgotten, in a library that grows ever more slowly', () => {
    const shares = [0, 14, 28].map(() => 0);
    const sizes = shares.slice();
    for (let user = 0; user < USERS; user++) {
      const days = [0, 14, 28].map((day) => playsOn(user, day));
      const favourites = [...days[0]!].sort((a, b) => b[1] - a[1]).slice(0, 5);
      days.forEach((counts, n) => {
        shares[n]! +=
          shareOf(
            favourites.map(([song]) => song),
            counts,
          ) / USERS;
        sizes[n]! += counts.size / USERS;
      });
    }
    expect(shares[0]!).toBeGreaterThan(0.4);
    expect(shares[2]!).toBeLessThan(0.5 * shares[0]!);
    expect(shares[2]!).toBeGreaterThan(0.03);
    expect(sizes[1]! - sizes[0]!).toBeGreaterThan(1.2 * (sizes[2]! - sizes[1]!));
  });
});
