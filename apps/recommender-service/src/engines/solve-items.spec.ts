import { sparseRowsFromTriples } from '#ml';
import solveItems, { itemPreferences } from './solve-items.js';
import type { ItemParameters } from './training-parameters.js';
import { ITEMS } from '../../../../test/support/fixtures/training-task.js';

/**
 * Songs 0 and 1 by two users who like everything, songs 0 and 2 by two who like these alone; another user
 * likes none.
 */
const HISTORIES = [[0, 1, 3, 4, 5, 6, 7, 8], [0, 1, 3, 4, 5, 6, 7, 8], [0, 2], [0, 2], []];
const pairs = HISTORIES.flatMap((songs, user) => songs.map((song) => ({ user, song })));
const liked = sparseRowsFromTriples(
  HISTORIES.length,
  9,
  Int32Array.from(pairs, ({ user }) => user),
  Int32Array.from(pairs, ({ song }) => song),
  new Float32Array(pairs.length).fill(3),
);
const parameters: ItemParameters = { ...ITEMS, itemShare: 1, itemNeighbours: 8, itemRidge: 1 };

/** How much more song 2 says about song 0 than song 1 does. */
function share(itemActivityExponent: number): number {
  const by = { ...parameters, itemActivityExponent };
  const preferences = itemPreferences(liked, by);
  // The ridge means the same for every exponent.
  expect(preferences.weights.reduce((sum, weight) => sum + weight ** 2, 0)).toBeCloseTo(pairs.length, 4);
  const solved = solveItems({ preferences, parameters: by, songs: Int32Array.of(0) });
  const weightOf = (song: number) => solved.weights[solved.indices.indexOf(song)]!;
  return weightOf(2) / weightOf(1);
}

it('active users count less', () => {
  const [all, half, one] = [0, 0.5, 1].map(share) as [number, number, number];
  expect(half).toBeGreaterThan(all);
  expect(one).toBeGreaterThan(half);
});

it('lowers what popular songs say where the ridge follows listeners', () => {
  const [alike, following] = [0, 1].map((itemRidgeExponent) => {
    const by = { ...parameters, itemRidgeExponent };
    const preferences = itemPreferences(liked, by);
    const { indices, weights } = solveItems({ preferences, parameters: by, songs: Int32Array.of(2) });
    expect([...indices]).toEqual([0]);
    return weights[0]!;
  });
  // Four listeners of song 0, two of them of song 2, whose mean over the pairs is 2.4.
  expect(alike).toBeCloseTo(2 / (4 + 1), 6);
  expect(following).toBeCloseTo(2 / (4 + 4 / 2.4), 6);
});
