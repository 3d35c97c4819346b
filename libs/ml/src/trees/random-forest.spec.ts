import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { logLoss } from '../evaluation/classification.js';
import { rocAuc } from '../evaluation/roc.js';
import { ones } from '../evaluation/weighted-mean.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { binTable } from './binned-table.js';
import { ForestTreeGrower } from './forest-tree.js';
import { ensembleProbabilities } from './predict-ensemble.js';
import { trainForest } from './random-forest.js';
import type { ForestOptions } from './random-forest.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeEnsemble } from './tree-ensemble.js';

const { x, labels } = randomTable(2, 2000, 6);
const table = binTable(x);
const options = { trees: 40, minLeafRows: 10, seed: 3 };
const bytesOf = (ensemble: TreeEnsemble) => createHash('sha256').update(serialize(ensemble)).digest('hex');

describe('trainForest', () => {
  const whole = trainForest({ table, labels, options });

  it('gives the same bytes again, and others for another seed', () => {
    const again = (seed: number) => bytesOf(trainForest({ table, labels, options: { ...options, seed } }));
    expect(again(3)).toBe(bytesOf(whole));
    expect(again(4)).not.toBe(bytesOf(whole));
  });

  it('comes close to the truth on rows never seen', () => {
    const fresh = randomTable(7, 3000, 6);
    const unseen = ensembleProbabilities(whole, fresh.x);
    expect(rocAuc(fresh.truth, fresh.labels) - rocAuc(unseen, fresh.labels)).toBeLessThan(0.05);
    expect(logLoss(unseen, fresh.labels)).toBeLessThan(0.62);
  });

  it('draws bootstraps of the size of the rows, or of the limit', () => {
    const coverOf = (change: Partial<ForestOptions>) => {
      const { roots, cover } = trainForest({ table, labels, options: { ...options, trees: 3, ...change } });
      return Array.from(roots.subarray(0, -1), (root) => cover[root]);
    };
    expect(coverOf({})).toEqual([2000, 2000, 2000]);
    expect(coverOf({ mostDrawn: 700 })).toEqual([700, 700, 700]);
    expect(coverOf({ mostDrawn: 9000 })).toEqual([2000, 2000, 2000]);
  });

  it('keeps the least number of rows in each leaf, rates between 0 and 1, covers that add up', () => {
    const { feature, cover, left, value } = whole;
    feature.forEach((column, node) => {
      if (column === LEAF) {
        expect(cover[node]).toBeGreaterThanOrEqual(10);
        expect(value[node]! * 40).toBeGreaterThanOrEqual(0);
        expect(value[node]! * 40).toBeLessThanOrEqual(1 + 1e-12);
      } else expect(cover[left[node]!]! + cover[left[node]! + 1]!).toBe(cover[node]);
    });
  });

  it('learns from the rows it is given', () => {
    const some = trainForest({
      table,
      labels,
      trainRows: [0, 1, 2, 3, 4, 5, 6, 7],
      options: { ...options, trees: 5 },
    });
    expect(some.cover[0]).toBe(8);
    expect(() => trainForest({ table, labels: new Uint8Array(2) })).toThrow(RangeError);
  });
});

describe('ForestTreeGrower', () => {
  const grower = (x: DenseMatrix, y: Uint8Array, triedColumns: number, minLeafRows: number) =>
    new ForestTreeGrower(
      binTable(x),
      { labels: y, weights: ones(y.length) },
      Uint32Array.from(y, (_, i) => i),
      { minLeafRows, triedColumns, mostDrawn: Infinity },
    );

  it.each([
    ['few', 60],
    ['many', 300],
  ])(
    'finds the lowest Gini impurity of %s drawn rows, as brute force does, when all columns are tried',
    (_, count) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const small = randomTable(seed, count, 4, 0.2);
        const trees = grower(small.x, small.labels, 4, 4);
        const [root] = trees.grow(seed, 0);
        // Gini impurity of n rows with p positives, summed over rows, is 2 (p - p^2 / n).
        expect(4 * root!.gain).toBeCloseTo(bruteForceGain(small.x, small.labels, trees.draws), 9);
        // The histogram must be clean for the next tree.
        expect(trees.grow(seed, 0)[0]).toEqual(root);
      }
    },
  );

  it('looks beyond constant columns until one can be split, and leaves a pure or small node alone', () => {
    const values = Float64Array.from({ length: 80 }, (_, k) => (k % 4 === 2 ? k : 7));
    const halves = Uint8Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1));
    const trees = grower({ rows: 20, columns: 4, values }, halves, 1, 1);
    for (let tree = 0; tree < 5; tree++) {
      const nodes = trees.grow(0, tree);
      expect(nodes.map(({ feature }) => feature)).toEqual([2, LEAF, LEAF]);
      expect(4 * nodes[0]!.gain).toBeCloseTo(
        (2 * nodes[1]!.hessian * nodes[2]!.hessian) / nodes[0]!.hessian,
        9,
      );
    }
    const small = grower({ rows: 20, columns: 4, values }, halves, 1, 11);
    expect(small.grow(0, 0)).toHaveLength(1);
  });
});

/** @param draws how often each row counts */
function bruteForceGain(
  { rows, columns, values }: DenseMatrix,
  y: Uint8Array,
  draws: Uint32Array,
  least = 4,
): number {
  const impurity = (side: number[]) => {
    const size = side.reduce((sum, i) => sum + draws[i]!, 0);
    if (size < least) return Infinity;
    const positives = side.reduce((sum, i) => sum + y[i]! * draws[i]!, 0);
    return 2 * (positives - positives ** 2 / size);
  };
  const all = Array.from({ length: rows }, (_, i) => i);
  let best = Infinity;
  for (let j = 0; j < columns; j++) {
    for (const i of all) {
      for (const missingLeft of [true, false]) {
        const at = values[i * columns + j]!;
        const goesLeft = (row: number) => {
          const value = values[row * columns + j]!;
          return Number.isNaN(value) ? missingLeft : value <= at || Number.isNaN(at);
        };
        best = Math.min(best, impurity(all.filter(goesLeft)) + impurity(all.filter((row) => !goesLeft(row))));
      }
    }
  }
  return impurity(all) - best;
}
