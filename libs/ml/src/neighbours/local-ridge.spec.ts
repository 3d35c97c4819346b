import fc from 'fast-check';
import { sparseRowsFromTriples } from '../factors/sparse-rows.js';
import type { SparseRows } from '../factors/sparse-rows.js';
import { choleskyFactor, choleskySolve } from '../linalg/cholesky.js';
import { emptyNeighbourLists } from './neighbour-lists.js';
import { LocalRidge } from './local-ridge.js';
import type { LocalRidgeOptions } from './local-ridge.js';

const ITEMS = 6;
const ALL = { shrinkage: 0, neighbours: ITEMS };
const cell = fc.integer({ min: 0, max: 3 });
const cells = fc.array(fc.array(cell, { minLength: ITEMS, maxLength: ITEMS }), {
  minLength: 1,
  maxLength: 9,
});
const shares = fc.constantFrom(0, 0.25, 0.5);
const ridges = fc.double({ min: 0.1, max: 100, noNaN: true });

function sparse(rows: number[][]): SparseRows {
  const entries = rows.flatMap((row, user) => row.map((weight, item) => ({ user, item, weight })));
  const kept = entries.filter(({ weight }) => weight > 0);
  return sparseRowsFromTriples(
    rows.length,
    ITEMS,
    Int32Array.from(kept, ({ user }) => user),
    Int32Array.from(kept, ({ item }) => item),
    Float32Array.from(kept, ({ weight }) => weight),
  );
}

const EVERY = Int32Array.from({ length: ITEMS }, (_, item) => item);

function fitLocalRidge(matrix: SparseRows, options: LocalRidgeOptions): SparseRows {
  return new LocalRidge(matrix, options).weightsFor(EVERY);
}

/** B of Steck (2019), equation 8: with P = (X'X + ridge I)^-1, B_ij = -P_ij / P_jj off the diagonal. */
function ease(rows: number[][], ridge: number): number[][] {
  const gram = Float64Array.from({ length: ITEMS * ITEMS }, (_, n) => {
    const [a, b] = [Math.floor(n / ITEMS), n % ITEMS];
    return rows.reduce((sum, row) => sum + row[a]! * row[b]!, a === b ? ridge : 0);
  });
  choleskyFactor(gram, ITEMS);
  return Array.from({ length: ITEMS }, (_, j) => {
    const column = Float64Array.from({ length: ITEMS }, (__, i) => (i === j ? 1 : 0));
    choleskySolve(gram, ITEMS, column);
    return Array.from(column, (value, i) => (i === j ? 0 : -value / column[j]!));
  });
}

function dense(weights: SparseRows): number[][] {
  return Array.from({ length: weights.rows }, (_, row) => {
    const line = new Array<number>(weights.columns).fill(0);
    for (let n = weights.starts[row]!; n < weights.starts[row + 1]!; n++) {
      line[weights.indices[n]!] = weights.weights[n]!;
    }
    return line;
  });
}

function expectClose(found: number[][], expected: number[][]): void {
  found.forEach((row, j) => {
    row.forEach((value, i) => {
      expect(Math.abs(value - expected[j]![i]!)).toBeLessThan(1e-5);
    });
  });
}

/** Every pair of items has a user in common, so that all others are neighbours of each. */
const withCommonUser = cells.map((rows) => [...rows, new Array<number>(ITEMS).fill(1)]);

/** A small residual is not yet a small error of its weights. */
const NEARLY_SINGULAR = [
  [3, 3, 0, 3, 3, 1],
  [1, 1, 0, 1, 0, 3],
  [1, 3, 3, 1, 0, 0],
  [3, 2, 1, 3, 0, 0],
  [0, 1, 3, 0, 2, 3],
  [1, 1, 1, 1, 1, 1],
];

describe('LocalRidge', () => {
  it('is EASE where all other items are neighbours', () => {
    fc.assert(
      fc.property(withCommonUser, ridges, (rows, ridge) => {
        expectClose(dense(fitLocalRidge(sparse(rows), { ...ALL, ridge })), ease(rows, ridge));
      }),
      { examples: [[NEARLY_SINGULAR, 0.1]] },
    );
  });

  it('solves two items by hand: the product over the square and the ridge', () => {
    const rows = [
      [1, 2, 0, 0, 0, 0],
      [2, 0, 0, 0, 0, 0],
    ];
    // Columns (1, 2) and (2, 0): product 2, squares 5 and 4.
    const [first, second, third] = dense(fitLocalRidge(sparse(rows), { ...ALL, ridge: 3 }));
    expect(first![1]).toBeCloseTo(2 / (4 + 3), 6);
    expect(second![0]).toBeCloseTo(2 / (5 + 3), 6);
    expect(third).toEqual(new Array<number>(ITEMS).fill(0));
  });

  it('never gives an item a weight of itself, and no more weights than neighbours', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: ITEMS }), (rows, neighbours) => {
        const weights = fitLocalRidge(sparse(rows), { shrinkage: 1, neighbours, ridge: 1 });
        for (let item = 0; item < ITEMS; item++) {
          const own = weights.indices.subarray(weights.starts[item], weights.starts[item + 1]);
          expect(own).not.toContain(item);
          expect(own.length).toBeLessThanOrEqual(neighbours);
          expect(own.toSorted()).toEqual(own);
        }
      }),
    );
  });

  it('leaves no gradient: what a neighbour could still explain equals its penalty times its weight', () => {
    fc.assert(
      fc.property(cells, ridges, shares, shares, (rows, ridge, dropout, ridgeExponent) => {
        const options = { shrinkage: 5, neighbours: 3, ridge, dropout, ridgeExponent };
        const weights = fitLocalRidge(sparse(rows), options);
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        const squares = Array.from(EVERY, (i) => sum(rows.map((row) => row[i]! ** 2)));
        const mean = sum(squares.map((square) => square ** (1 + ridgeExponent))) / sum(squares);
        dense(weights).forEach((line, j) => {
          const rest = rows.map((row) => row[j]! - line.reduce((sum, value, i) => sum + value * row[i]!, 0));
          for (const i of weights.indices.subarray(weights.starts[j], weights.starts[j + 1])) {
            const product = rows.reduce((sum, row, user) => sum + row[i]! * rest[user]!, 0);
            const square = squares[i]!;
            const penalty = (ridge * square ** ridgeExponent) / mean + (dropout / (1 - dropout)) * square;
            expect(Math.abs(product - penalty * line[i]!)).toBeLessThan(1e-4);
          }
        });
      }),
    );
  });

  it('gives some items the rows that all of them give', () => {
    fc.assert(
      fc.property(cells, fc.uniqueArray(fc.integer({ min: 0, max: ITEMS - 1 })), (rows, asked) => {
        const solver = new LocalRidge(sparse(rows), { shrinkage: 1, neighbours: 3, ridge: 2 });
        const all = dense(solver.weightsFor(EVERY));
        expect(dense(solver.weightsFor(Int32Array.from(asked)))).toEqual(asked.map((item) => all[item]!));
      }),
    );
  });

  it('gives the same weights with lists of neighbours that another solver has kept, also longer ones', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 4 }), (rows, neighbours) => {
        const lists = emptyNeighbourLists(ITEMS, 4);
        const [first, options] = [
          { shrinkage: 1, neighbours: 4, ridge: 5 },
          { shrinkage: 1, neighbours, ridge: 2 },
        ];
        // Of some items alone: the others are found by the next.
        new LocalRidge(sparse(rows), { ...first, neighbours, lists }).weightsFor(EVERY.subarray(0, 2));
        const expected = dense(fitLocalRidge(sparse(rows), options));
        expect(dense(fitLocalRidge(sparse(rows), { ...options, lists }))).toEqual(expected);
        expect(dense(fitLocalRidge(sparse(rows), { ...first, lists }))).toEqual(
          dense(fitLocalRidge(sparse(rows), first)),
        );
      }),
    );
  });

  it('looks for no neighbours of an item whose list is kept', () => {
    const lists = emptyNeighbourLists(ITEMS, 2);
    lists.table.set([2, 3]);
    const rows = [[1, 1, 1, 1, 0, 0]];
    const [first, second] = dense(
      fitLocalRidge(sparse(rows), { shrinkage: 0, neighbours: 2, ridge: 1, lists }),
    );
    expect(first!.map((weight) => weight !== 0)).toEqual([false, false, false, true, false, false]);
    expect(second!.filter((weight) => weight !== 0)).toHaveLength(2);
    expect([...lists.table.subarray(3, 6)]).toEqual([3, 0, 2]);
  });

  it('gives a rare item the nearest neighbours alone, so many for each entry', () => {
    const rows = [
      [1, 1, 1, 1, 0, 0],
      [0, 1, 1, 0, 0, 0],
      [0, 1, 0, 1, 1, 1],
    ];
    const options = { shrinkage: 0, neighbours: ITEMS, ridge: 1, neighboursPerEntry: 2 };
    const [first, second] = dense(fitLocalRidge(sparse(rows), options));
    // Of the items that occur with the first, which has one entry: 2 and 3 have two entries, 1 has three.
    expect(first!.map((weight) => weight !== 0)).toEqual([false, false, true, true, false, false]);
    expect(second!.filter((weight) => weight !== 0)).toHaveLength(5);
  });

  it('refuses a ridge that leaves systems without a solution', () => {
    for (const ridge of [0, -1, NaN, Infinity]) {
      expect(() => fitLocalRidge(sparse([[1, 1, 0, 0, 0, 0]]), { ...ALL, ridge })).toThrow(RangeError);
    }
    for (const ridgeExponent of [-0.1, Infinity, NaN]) {
      const options = { ...ALL, ridge: 1, ridgeExponent };
      expect(() => fitLocalRidge(sparse([[1, 1, 0, 0, 0, 0]]), options)).toThrow(RangeError);
    }
    for (const dropout of [-0.1, 1, NaN]) {
      expect(() => fitLocalRidge(sparse([[1, 1, 0, 0, 0, 0]]), { ...ALL, ridge: 1, dropout })).toThrow(
        RangeError,
      );
    }
  });
});
