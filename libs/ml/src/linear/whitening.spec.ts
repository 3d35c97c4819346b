import fc from 'fast-check';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { addWeightedSquares } from '../linalg/weighted-squares.js';
import { correlatedTable } from './correlated-table.fixture.js';
import { standardisedRows } from './standardised-rows.js';
import { whitenedRows, whiteningBasis } from './whitening.js';

const realRows = (x: DenseMatrix): DenseMatrix => standardisedRows(x, new Uint8Array(x.rows), 0).real;

describe('whiteningBasis', () => {
  it('makes second moments of (1, u) the identity', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, columns) => {
        const z = realRows(correlatedTable(seed, 200, columns));
        const u = whitenedRows(z, whiteningBasis(z, 0, addWeightedSquares));
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
    const basis = whiteningBasis(realRows({ rows: 4, columns: 3, values }), 0, addWeightedSquares);
    expect([basis.rows, basis.columns]).toEqual([3, 2]);
  });
});
