import { correlatedTable } from './correlated-table.fixture.js';
import { columnMoments, originalWeights, standardisedRows } from './standardised-rows.js';

describe('columnMoments', () => {
  it('gives mean and population deviation, and 0 for a constant column', () => {
    const x = { rows: 4, columns: 2, values: Float64Array.of(2, 0.1, 4, 0.1, 4, 0.1, 6, 0.1) };
    const { means, deviations } = columnMoments(x);
    expect(means[0]).toBe(4);
    expect(deviations[0]).toBeCloseTo(Math.SQRT2, 12);
    expect(deviations[1]).toBe(0);
  });
});

describe('standardisedRows', () => {
  it('leaves constant columns out', () => {
    const x = { rows: 2, columns: 2, values: Float64Array.of(7, 1, 7, 5) };
    const { rows, used } = standardisedRows(x);
    expect(used).toEqual([1]);
    expect(rows).toEqual({ rows: 2, columns: 2, values: Float64Array.of(1, -1, 1, 1) });
  });

  it('maps weights back so that every margin stays the same', () => {
    const x = correlatedTable(3, 50, 4);
    const table = standardisedRows(x);
    const given = Float64Array.of(0.3, -1, 2, 0.5, -0.25);
    const { intercept, weights } = originalWeights(given, table);
    for (let i = 0; i < x.rows; i++) {
      const before = given.reduce((sum, weight, k) => sum + weight * table.rows.values[i * 5 + k]!, 0);
      const after = weights.reduce((sum, weight, j) => sum + weight * x.values[i * 4 + j]!, intercept);
      expect(after).toBeCloseTo(before, 8);
    }
  });
});
