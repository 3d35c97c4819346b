import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { Frequency, SparseRows } from '#ml';
import { FactorSurface, penaltyScale } from './factor-surface.js';
import { ITEMS } from '../../../../test/support/fixtures/training-task.js';

/** Every user likes a share of the songs. */
function likes(users: number, songs: number, share: number): SparseRows {
  const random = new SeededRandom(4);
  const pairs = Array.from({ length: users * songs }, (_, n) => n).filter(() => random.next() < share);
  return sparseRowsFromTriples(
    users,
    songs,
    Int32Array.from(pairs, (n) => Math.floor(n / songs)),
    Int32Array.from(pairs, (n) => n % songs),
    new Float32Array(pairs.length).fill(0.7),
  );
}

const given = {
  form: 'rendle',
  factors: 8,
  alpha: 20,
  regularization: 0.2,
  frequencyExponent: 1,
  frequency: 'all',
  ...ITEMS,
  itemShare: 0.5,
  itemNeighbours: 100,
  itemShrinkage: 30,
  itemRidge: 100,
  popularityWeight: 0,
  popularityDays: 30,
  halfLifeDays: 0,
  likeWeight: 0,
  addWeight: 0,
  skipWeight: 0,
} as const;

describe('FactorSurface', () => {
  it('gives parameters of the factors alone for a point, and the point for these', () => {
    const surface = new FactorSurface(likes(40, 60, 0.1), given);
    for (const point of [surface.usual, [0.2, 0.9, 0.5], [0.7, 0.1, 0]]) {
      const parameters = surface.parametersOf(point);
      expect(parameters).toMatchObject({ form: 'rendle', factors: 8, itemShare: 0, itemRidge: 100 });
      surface.pointOf(parameters).forEach((value, n) => expect(value).toBeCloseTo(point[n]!, 2));
    }
    expect(surface.pointOf({ ...given, alpha: 1e6, regularization: 1e-9 })).toEqual([1, 0, 1]);
  });

  it('weighs more where there is less: the usual confidence grows as pairs become rare', () => {
    const alphaOf = (share: number) => {
      const surface = new FactorSurface(likes(60, 80, share), given);
      return surface.parametersOf(surface.usual).alpha;
    };
    expect(alphaOf(0.05) / alphaOf(0.2)).toBeGreaterThan(3);
  });
});

describe('penaltyScale', () => {
  // Users with 2 and 1 of 3 songs; songs with 2, 1 and 0 listeners; one user without songs.
  const matrix = sparseRowsFromTriples(
    3,
    3,
    Int32Array.of(0, 0, 1),
    Int32Array.of(0, 1, 0),
    Float32Array.of(1, 1, 1),
  );

  it('is 1 without frequencies and their mean at exponent 1', () => {
    const scale = (frequencyExponent: number, frequency: Frequency = 'all') =>
      penaltyScale(matrix, { alpha: 2, frequencyExponent, frequency });
    expect(scale(0)).toBe(1);
    // Entries 2, 1, 2, 1 and 3 / 2 for the unobserved ones.
    expect(scale(1)).toBe(3);
    expect(scale(1, 'observed')).toBe(1.5);
    expect(scale(0.5)).toBeCloseTo((2 * Math.sqrt(3.5) + 2 * Math.sqrt(2.5)) / 4, 12);
  });
});
