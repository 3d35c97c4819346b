import { ones } from '../evaluation/weighted-mean.js';
import { logit } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable, boundOf } from './binned-table.js';
import type { GrownNode } from './grown-tree.js';
import { LeafWiseGrower } from './leaf-wise-tree.js';
import type { LeafWiseRules } from './leaf-wise-tree.js';
import { packGradients } from './packed-gradients.js';
import { partitionRows } from './partition-rows.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';
import { LEAF } from './tree-ensemble.js';

const RULES: LeafWiseRules = { maxLeaves: 8, minLeafRows: 5, minLeafHessian: 1e-3, l2: 0.5 };

function problem(
  seed: number,
  rows: number,
  rules: LeafWiseRules,
  certain = false,
  used = [0, 1, 2, 3],
  columns = 4,
  weightOf: (row: number) => number = () => 1,
) {
  const { x } = randomTable(seed, rows, columns, 0.15);
  const random = new SeededRandom(seed + 1);
  const chances = Float64Array.from({ length: rows }, () =>
    certain && random.next() < 0.8 ? 1e-4 * random.next() : random.next(),
  );
  const labels = Uint8Array.from(chances, (p) => (random.next() < p ? 1 : 0));
  const grower = new LeafWiseGrower(binTable(x), rows, rules);
  const { rows: order, packed } = grower;
  for (let i = 0; i < rows; i++) order[i] = i;
  const gradients = new Float64Array(rows);
  const weights = Float64Array.from(gradients, (_, row) => weightOf(row));
  const margins = chances.map((p) => logit(p));
  const sums = packGradients(margins, labels, weights, order, rows, gradients, packed);
  const nodes = grower.grow(rows, sums, Uint16Array.from(used));
  // The same numbers as the packed ones, so that gains can be compared to the last digits.
  const g = gradients.map((_, i) => packed[2 * i + 1]! / sums.gradientScale);
  const h = gradients.map((_, i) => packed[2 * i]! / sums.hessianScale);
  return { x, nodes, order, grower, g, h, chances, labels, used };
}

/** Highest gain over every used column, every distinct value and both sides for missing values, from the definition. */
function bruteForceGain(
  { x, g, h, used }: ReturnType<typeof problem>,
  rows: number[],
  { l2, minLeafRows, minLeafHessian }: LeafWiseRules,
): number {
  const score = (side: number[]) => {
    const sumG = side.reduce((sum, i) => sum + g[i]!, 0);
    const sumH = side.reduce((sum, i) => sum + h[i]!, 0);
    if (side.length < minLeafRows || sumH < minLeafHessian) return -Infinity;
    return (sumG * sumG) / (sumH + l2);
  };
  const own = rows.reduce((sum, i) => sum + g[i]!, 0) ** 2 / (rows.reduce((sum, i) => sum + h[i]!, 0) + l2);
  let best = 0;
  for (const j of used) {
    for (const at of new Set(rows.map((i) => x.values[i * x.columns + j]!))) {
      for (const missingLeft of [false, true]) {
        const goesLeft = (i: number) => {
          const value = x.values[i * x.columns + j]!;
          return Number.isNaN(value) ? missingLeft : value <= at || Number.isNaN(at);
        };
        const left = score(rows.filter(goesLeft));
        const right = score(rows.filter((i) => !goesLeft(i)));
        best = Math.max(best, left + right - own);
      }
    }
  }
  return best / 2;
}

function rowsOf(node: GrownNode, order: Uint32Array): number[] {
  return [...order.subarray(node.begin, node.end)];
}

describe('LeafWiseGrower', () => {
  it.each([
    { seed: 1 },
    { seed: 2, columns: 1 },
    { seed: 3, columns: 7, certain: true },
    { seed: 4, columns: 8, certain: true },
    { seed: 12, columns: 9, used: [0, 2, 3, 5, 8] },
    { seed: 13, certain: true, weightOf: (row: number) => 1 + 7.5 * (row % 3) },
  ])('splits every node where brute force does (%o)', ({ seed, certain, columns = 4, used, weightOf }) => {
    const all = Array.from({ length: columns }, (_, j) => j);
    const grown = problem(seed, 150, RULES, certain, used ?? all, columns, weightOf);
    expect(grown.nodes.length).toBeGreaterThan(3);
    for (const node of grown.nodes) {
      if (node.feature === LEAF) continue;
      expect(node.gain).toBeCloseTo(bruteForceGain(grown, rowsOf(node, grown.order), RULES), 9);
    }
  });

  it('always splits the leaf with the highest gain, and stops at the leaves allowed', () => {
    const { nodes } = problem(5, 400, { ...RULES, maxLeaves: 6 });
    expect(nodes.filter((node) => node.feature === LEAF)).toHaveLength(6);
    // A node can be split only after its parent, so gains fall among nodes that were open together.
    const splits = nodes.filter((node) => node.feature !== LEAF).sort((a, b) => a.left - b.left);
    splits.forEach((split, k) => {
      const openThen = nodes.slice(0, split.left).filter((node) => node.left >= split.left);
      for (const other of openThen) expect(other.gain).toBeLessThanOrEqual(split.gain);
      expect(split.left).toBe(1 + 2 * k);
    });
  });

  it('keeps the least number of rows in every leaf, exactly, even where curvature says little about rows', () => {
    for (const seed of [6, 7, 8]) {
      const { nodes } = problem(seed, 600, { ...RULES, maxLeaves: 64, minLeafRows: 23, l2: 0 }, true);
      for (const node of nodes) expect(node.end - node.begin).toBeGreaterThanOrEqual(23);
    }
  });

  it('puts rows where the raw threshold and the missing side say, with sums that belong to them', () => {
    const { x, nodes, order, grower, g, h } = problem(9, 300, RULES);
    for (const node of nodes) {
      const rows = rowsOf(node, order);
      expect(node.gradient).toBeCloseTo(
        rows.reduce((sum, i) => sum + g[i]!, 0),
        9,
      );
      expect(node.hessian).toBeCloseTo(
        rows.reduce((sum, i) => sum + h[i]!, 0),
        9,
      );
      if (node.feature === LEAF) continue;
      const left = new Set(rowsOf(nodes[node.left]!, order));
      for (const row of rows) {
        const value = x.values[row * x.columns + node.feature]!;
        const expected = Number.isNaN(value)
          ? node.missingLeft === 1
          : value <= boundOf(grower.table.bins, node.feature, node.bin);
        expect(left.has(row)).toBe(expected);
      }
    }
  });

  it('makes a lone leaf of rows that cannot be split', () => {
    expect(problem(10, 9, RULES).nodes).toHaveLength(1);
  });
});

describe('packGradients', () => {
  it('keeps sums exact in any order and rows within half a unit', () => {
    const { g, h, chances, labels } = problem(11, 500, RULES);
    chances.forEach((p, i) => {
      expect(Math.abs(g[i]! - (p - labels[i]!))).toBeLessThan(1e-4);
      expect(Math.abs(h[i]! - p * (1 - p))).toBeLessThan(1e-4);
    });
    expect(Math.min(...h)).toBeGreaterThan(0);
  });

  it('cannot overflow: many rows of the largest gradient fill at most the field', () => {
    const count = 200_000;
    const rows = Uint32Array.from({ length: count }, (_, i) => i);
    const packed = new Int32Array(2 * count);
    for (const [margin, label] of [
      [-14, 1],
      [0, 0],
      [-30, 0],
    ] as const) {
      const margins = new Float64Array(count).fill(margin);
      const labels = new Uint8Array(count).fill(label);
      const sums = packGradients(margins, labels, ones(count), rows, count, new Float64Array(count), packed);
      expect(Math.abs(sums.gradient)).toBeLessThan(2 ** 31);
      expect(sums.hessian).toBeLessThan(2 ** 31);
      expect(sums.gradient).toBe(packed.reduce((sum, value, i) => sum + (i % 2) * value, 0));
      expect(sums.hessian).toBe(packed.reduce((sum, value, i) => sum + (1 - (i % 2)) * value, 0));
    }
  });
});

describe('partitionRows', () => {
  it('parts rows stably, missing ones to either side', () => {
    const bins = Uint8Array.of(9, 9, 3, 255, 0, 4, 255, 3);
    const part = (missingLeft: boolean) => {
      const rows = Uint32Array.of(0, 1, 2, 3, 4, 5, 99);
      const middle = partitionRows(bins, 2, 3, missingLeft, rows, 0, 6, new Uint32Array(7));
      return { left: [...rows.slice(0, middle)], right: [...rows.slice(middle, 6)], untouched: rows[6] };
    };
    expect(part(false)).toEqual({ left: [0, 2, 5], right: [1, 3, 4], untouched: 99 });
    expect(part(true)).toEqual({ left: [0, 1, 2, 4, 5], right: [3], untouched: 99 });
  });
});
