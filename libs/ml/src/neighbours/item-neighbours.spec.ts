import fc from 'fast-check';
import { sparseRowsFromTriples } from '../factors/sparse-rows.js';
import type { SparseRows } from '../factors/sparse-rows.js';
import { ItemNeighbours } from './item-neighbours.js';

function matrix(rows: number[][]): SparseRows {
  const entries = rows.flatMap((row, user) => row.map((weight, item) => ({ user, item, weight })));
  const kept = entries.filter(({ weight }) => weight > 0);
  return sparseRowsFromTriples(
    rows.length,
    rows[0]!.length,
    Int32Array.from(kept, ({ user }) => user),
    Int32Array.from(kept, ({ item }) => item),
    Float32Array.from(kept, ({ weight }) => weight),
  );
}

const worked = matrix([
  [1, 2, 0, 0],
  [2, 0, 1, 0],
  [0, 1, 1, 0],
]);

describe('ItemNeighbours', () => {
  it('gives the cosine of two columns, worked by hand, and no item without a common user', () => {
    const { indices, scores } = new ItemNeighbours(worked, { shrinkage: 0, neighbours: 9 }).of(0);
    // Columns (1,2,0), (2,0,1), (0,1,1): products 2 and 2 over lengths sqrt5 sqrt5 and sqrt5 sqrt2.
    expect([...indices]).toEqual([2, 1]);
    expect(scores[0]).toBeCloseTo(2 / Math.sqrt(10), 12);
    expect(scores[1]).toBeCloseTo(0.4, 12);
    expect([...new ItemNeighbours(worked, { shrinkage: 0, neighbours: 9 }).of(3).indices]).toEqual([]);
  });

  it('shrinks by adding to the lengths, and keeps only the best', () => {
    const shrunk = new ItemNeighbours(worked, { shrinkage: 5, neighbours: 1 }).of(0);
    expect([...shrunk.indices]).toEqual([2]);
    expect(shrunk.scores[0]).toBeCloseTo(2 / (Math.sqrt(10) + 5), 12);
  });

  it('is symmetric, between 0 and 1, and the same when asked again', () => {
    const cell = fc.integer({ min: 0, max: 4 });
    const rows = fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 20 }), (values, shrinkage) => {
        const neighbours = new ItemNeighbours(matrix(values), { shrinkage, neighbours: 10 });
        for (let item = 0; item < 5; item++) {
          const { indices, scores } = neighbours.of(item);
          indices.forEach((other, n) => {
            const back = neighbours.of(other);
            expect(back.scores[back.indices.indexOf(item)]).toBeCloseTo(scores[n]!, 12);
            expect(scores[n]!).toBeGreaterThan(0);
            expect(scores[n]!).toBeLessThanOrEqual(1 + 1e-12);
          });
        }
      }),
    );
  });

  it('gives the rows of some items, by ascending number', () => {
    const neighbours = new ItemNeighbours(worked, { shrinkage: 0, neighbours: 9 });
    const rows = neighbours.weightsFor(Int32Array.of(3, 0));
    expect([...rows.starts]).toEqual([0, 0, 2]);
    expect([...rows.indices]).toEqual([1, 2]);
    const { scores } = neighbours.of(0);
    expect([...rows.weights]).toEqual([scores[1], scores[0]].map((value) => Math.fround(value!)));
    expect(rows.columns).toBe(4);
  });

  it('refuses options that mean nothing', () => {
    expect(() => new ItemNeighbours(worked, { shrinkage: -1, neighbours: 5 })).toThrow(RangeError);
    expect(() => new ItemNeighbours(worked, { shrinkage: 1, neighbours: 0 })).toThrow(RangeError);
  });
});
