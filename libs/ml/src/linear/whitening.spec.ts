import fc from 'fast-check';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { SeededRandom } from '../random/seeded-random.js';
import { columnMoments, fitWhitening, unwhitenWeights, whitenedRows } from './whitening.js';

function correlated(seed: number, rows: number, columns: number): DenseMatrix {
  const random = new SeededRandom(seed);
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const common = random.normal();
    for (let j = 0; j < columns; j++)
      values[i * columns + j] = 100 * j + (j + 1) * (common + 0.3 * random.normal());
  }
  return { rows, columns, values };
}

describe('columnMoments', () => {
  it('gives mean and population deviation, and 0 for a constant column', () => {
    const x = { rows: 4, columns: 2, values: Float64Array.of(2, 0.1, 4, 0.1, 4, 0.1, 6, 0.1) };
    const { means, deviations } = columnMoments(x);
    expect(means[0]).toBe(4);
    expect(deviations[0]).toBeCloseTo(Math.SQRT2, 12);
    expect(deviations[1]).toBe(0);
  });
});

describe('fitWhitening', () => {
  it('makes second moments of (1, u) the identity', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, columns) => {
        const x = correlated(seed, 200, columns);
        const u = whitenedRows(x, fitWhitening(x));
        for (let a = 0; a <= columns; a++) {
          for (let b = 0; b <= columns; b++) {
            let sum = 0;
            for (let i = 0; i < u.rows; i++)
              sum += u.values[i * u.columns + a]! * u.values[i * u.columns + b]!;
            expect(sum / u.rows).toBeCloseTo(a === b ? 1 : 0, 8);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('keeps one direction for a column, its double and a constant', () => {
    const values = Float64Array.from([1, 2, 7, 5, 10, 7, 2, 4, 7, 9, 18, 7]);
    expect(fitWhitening({ rows: 4, columns: 3, values }).directions).toBe(1);
  });

  it('maps weights back so that every margin stays the same', () => {
    const x = correlated(3, 50, 4);
    const whitening = fitWhitening(x);
    const u = whitenedRows(x, whitening);
    const theta = Float64Array.of(0.3, -1, 2, 0.5, -0.25);
    const { intercept, weights } = unwhitenWeights(theta, whitening);
    for (let i = 0; i < x.rows; i++) {
      const before = theta.reduce((sum, t, k) => sum + t * u.values[i * u.columns + k]!, 0);
      const after = weights.reduce((sum, w, j) => sum + w * x.values[i * x.columns + j]!, intercept);
      expect(after).toBeCloseTo(before, 8);
    }
  });
});
