import { sparseRowsFromTriples } from '#ml';
import type { Frequency } from '#ml';
import { penaltyScale } from './penalty-scale.js';

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
