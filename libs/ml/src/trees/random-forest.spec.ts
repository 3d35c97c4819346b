import { createHash } from 'node:crypto';
import { logLoss } from '../evaluation/classification.js';
import { rocAuc } from '../evaluation/roc.js';
import { encodeEnsemble } from '../classifier/ensemble-bytes.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable } from './binned-table.js';
import { ForestSplitSearch, POSITIVE_UNIT } from './forest-split-search.js';
import { ensembleProbabilities } from './predict-ensemble.js';
import { trainForest } from './random-forest.js';
import type { ForestOptions } from './random-forest.js';
import { randomTable } from './random-table.fixture.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeEnsemble } from './tree-ensemble.js';

const { x, labels } = randomTable(2, 2000, 6);
const table = binTable(x);
const options = { trees: 40, minLeafRows: 10, seed: 3 };
const bytesOf = (ensemble: TreeEnsemble) =>
  createHash('sha256').update(encodeEnsemble(ensemble)).digest('hex');

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

describe('ForestSplitSearch', () => {
  it.each([
    ['few', 60],
    ['many', 300],
  ])(
    'finds the lowest Gini impurity of %s rows, as brute force does, when all columns are tried',
    (_, count) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const small = randomTable(seed, count, 4, 0.2);
        const binned = binTable(small.x);
        const search = new ForestSplitSearch(binned, { minLeafRows: 4, triedColumns: 4 });
        const packed = Float64Array.from(small.labels, (label) => 1 + label * POSITIVE_UNIT);
        const rows = Uint32Array.from({ length: count }, (_row, i) => i);
        const sum = packed.reduce((all, value) => all + value, 0);
        const node = { rows, begin: 0, end: count, packed, sum };
        const split = search.best(node, new SeededRandom(seed));
        expect(split!.gain).toBeCloseTo(bruteForceGain(small.x, small.labels, 4), 9);
        // The histogram must be clean for the next node.
        expect(search.best(node, new SeededRandom(seed))).toEqual(split);
      }
    },
  );

  it('looks beyond constant columns until one can be split, and leaves a pure or small node alone', () => {
    const values = Float64Array.from({ length: 80 }, (_, k) => (k % 4 === 2 ? k : 7));
    const binned = binTable({ rows: 20, columns: 4, values });
    const search = new ForestSplitSearch(binned, { minLeafRows: 1, triedColumns: 1 });
    const rows = Uint32Array.from({ length: 20 }, (_, i) => i);
    const packed = Float64Array.from(rows, (i) => 1 + (i < 10 ? POSITIVE_UNIT : 0));
    const sum = 20 + 10 * POSITIVE_UNIT;
    const node = { rows, begin: 0, end: 20, packed, sum };
    for (let seed = 0; seed < 5; seed++)
      expect(search.best(node, new SeededRandom(seed))).toMatchObject({ column: 2, gain: 10 });
    const pure = { ...node, end: 10, sum: 10 + 10 * POSITIVE_UNIT };
    expect(search.best(pure, new SeededRandom(0))).toBeNull();
  });
});

function bruteForceGain({ rows, columns, values }: typeof x, y: Uint8Array, least: number): number {
  const impurity = (side: number[]) => {
    if (side.length < least) return Infinity;
    const positives = side.reduce((sum, i) => sum + y[i]!, 0);
    return 2 * (positives - positives ** 2 / side.length);
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
