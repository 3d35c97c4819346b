import { createHash } from 'node:crypto';
import { logLoss } from '../evaluation/classification.js';
import { rocAuc } from '../evaluation/roc.js';
import { encodeEnsemble } from '../classifier/ensemble-bytes.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable } from './binned-table.js';
import { ForestSplitSearch, POSITIVE_UNIT } from './forest-split-search.js';
import { ensembleProbabilities } from './predict-ensemble.js';
import { growForestPart, joinForest, trainForest } from './random-forest.js';
import type { ForestFit } from './random-forest.js';
import { randomTable } from './random-table.fixture.js';
import { LEAF } from './tree-ensemble.js';

const { x, labels, truth } = randomTable(2, 2000, 6);
const table = binTable(x);
const options = { trees: 40, minLeafRows: 10, seed: 3 };
const bytesOf = ({ ensemble }: ForestFit) =>
  createHash('sha256').update(encodeEnsemble(ensemble)).digest('hex');

describe('trainForest', () => {
  const whole = trainForest({ table, labels, options });

  it('joins parts grown apart, in any split and order, to the same bytes and out-of-bag scores', () => {
    const task = { table, labels, options };
    for (const cuts of [
      [0, 20, 40],
      [0, 1, 7, 39, 40],
    ]) {
      const parts = cuts.slice(1).map((to, k) => growForestPart(task, cuts[k]!, to));
      const joined = joinForest(task, parts.reverse());
      expect(bytesOf(joined)).toBe(bytesOf(whole));
      expect(joined.outOfBag).toEqual(whole.outOfBag);
    }
    expect(() => joinForest(task, [growForestPart(task, 1, 2)])).toThrow(/tree 0/);
    expect(bytesOf(trainForest({ table, labels, options: { ...options, seed: 4 } }))).not.toBe(
      bytesOf(whole),
    );
  });

  it('scores out of bag as well as on rows never seen, unlike on its own rows', () => {
    const fresh = randomTable(7, 3000, 6);
    const auc = (p: Float64Array, y: Uint8Array) => rocAuc(p, y);
    const best = auc(truth, labels);
    const outOfBag = auc(whole.outOfBag, labels);
    const unseen = auc(ensembleProbabilities(whole.ensemble, fresh.x), fresh.labels);
    expect(Math.abs(outOfBag - unseen)).toBeLessThan(0.04);
    expect(best - outOfBag).toBeLessThan(0.05);
    expect(auc(ensembleProbabilities(whole.ensemble, x), labels)).toBeGreaterThan(outOfBag + 0.02);
    expect(logLoss(whole.outOfBag, labels)).toBeLessThan(0.62);
  });

  it('draws bootstraps of the size of the rows, which leave out one row in e', () => {
    const { ensemble } = whole;
    for (const root of ensemble.roots.subarray(0, -1)) expect(ensemble.cover[root]).toBe(2000);
    const part = growForestPart({ table, labels, options }, 0, 40);
    const share = part.outOfBagTrees.reduce((sum, trees) => sum + trees, 0) / (2000 * 40);
    expect(share).toBeCloseTo(Math.exp(-1), 2);
  });

  it('keeps the least number of rows in each leaf, rates between 0 and 1, covers that add up', () => {
    const { feature, cover, left, value } = whole.ensemble;
    feature.forEach((column, node) => {
      if (column === LEAF) {
        expect(cover[node]).toBeGreaterThanOrEqual(10);
        expect(value[node]! * 40).toBeGreaterThanOrEqual(0);
        expect(value[node]! * 40).toBeLessThanOrEqual(1 + 1e-12);
      } else expect(cover[left[node]!]! + cover[left[node]! + 1]!).toBe(cover[node]);
    });
  });

  it('obeys a depth limit and learns from the rows it is given', () => {
    const stump = trainForest({ table, labels, options: { ...options, trees: 5, maxDepth: 1 } });
    expect(stump.ensemble.feature).toHaveLength(15);
    const some = trainForest({
      table,
      labels,
      trainRows: [0, 1, 2, 3, 4, 5, 6, 7],
      options: { ...options, trees: 5 },
    });
    expect(some.ensemble.cover[0]).toBe(8);
    expect(some.outOfBag.subarray(8).every(Number.isNaN)).toBe(true);
    expect(() => trainForest({ table, labels: new Uint8Array(2) })).toThrow(RangeError);
  });
});

describe('ForestSplitSearch', () => {
  it('finds the lowest Gini impurity, as brute force does, when all columns are tried', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const small = randomTable(seed, 60, 4, 0.2);
      const binned = binTable(small.x);
      const search = new ForestSplitSearch(binned, { minLeafRows: 4, triedColumns: 4 });
      const packed = Float64Array.from(small.labels, (label) => 1 + label * POSITIVE_UNIT);
      const rows = Uint32Array.from({ length: 60 }, (_, i) => i);
      const sum = packed.reduce((all, value) => all + value, 0);
      const split = search.best(rows, 0, 60, packed, sum, new SeededRandom(seed));
      expect(split!.gain).toBeCloseTo(bruteForceGain(small.x, small.labels, 4), 9);
      // The histogram must be clean for the next node.
      expect(search.best(rows, 0, 60, packed, sum, new SeededRandom(seed))).toEqual(split);
    }
  });

  it('looks beyond constant columns until one can be split, and leaves a pure or small node alone', () => {
    const values = Float64Array.from({ length: 80 }, (_, k) => (k % 4 === 2 ? k : 7));
    const binned = binTable({ rows: 20, columns: 4, values });
    const search = new ForestSplitSearch(binned, { minLeafRows: 1, triedColumns: 1 });
    const rows = Uint32Array.from({ length: 20 }, (_, i) => i);
    const packed = Float64Array.from(rows, (i) => 1 + (i < 10 ? POSITIVE_UNIT : 0));
    const sum = 20 + 10 * POSITIVE_UNIT;
    for (let seed = 0; seed < 5; seed++)
      expect(search.best(rows, 0, 20, packed, sum, new SeededRandom(seed))).toMatchObject({
        column: 2,
        gain: 10,
      });
    expect(search.best(rows, 0, 10, packed, 10 + 10 * POSITIVE_UNIT, new SeededRandom(0))).toBeNull();
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
