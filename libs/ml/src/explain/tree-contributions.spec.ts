import { binTable } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { ensembleOutput } from '../trees/predict-ensemble.js';
import { trainForest } from '../trees/random-forest.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';
import { LEAF, ensembleOf } from '../trees/tree-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import { gaussLegendre } from './gauss-legendre.js';
import { TreeExplainer } from './tree-contributions.js';

/** Output when only the columns in `known` are known: the recursion EXPVALUE of Lundberg et al. 2018, algorithm 1. */
function outputKnowing(ensemble: TreeEnsemble, row: ArrayLike<number>, known: number): number {
  const { roots, feature, threshold, missingLeft, left, value, cover } = ensemble;
  const expected = (node: number): number => {
    const column = feature[node]!;
    if (column === LEAF) return value[node]!;
    const l = left[node]!;
    if ((known >> column) & 1) {
      const x = row[column]!;
      const goesLeft = Number.isNaN(x) ? missingLeft[node] === 1 : x <= threshold[node]!;
      return expected(goesLeft ? l : l + 1);
    }
    return (cover[l]! * expected(l) + cover[l + 1]! * expected(l + 1)) / cover[node]!;
  };
  return roots.subarray(0, -1).reduce((sum, root) => sum + expected(root), ensemble.base);
}

/** Shapley values from their definition: a mean over all subsets of the other columns. */
function bruteForceShapley(ensemble: TreeEnsemble, row: ArrayLike<number>): number[] {
  const m = ensemble.columns;
  const outputs = Array.from({ length: 2 ** m }, (_, known) => outputKnowing(ensemble, row, known));
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: m }, (_, j) => {
    let total = 0;
    for (let subset = 0; subset < 2 ** m; subset++) {
      if ((subset >> j) & 1) continue;
      const size = subset.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(m - size - 1)) / factorial(m);
      total += weight * (outputs[subset | (1 << j)]! - outputs[subset]!);
    }
    return total;
  });
}

const { x, labels } = randomTable(5, 1500, 8);
const table = binTable(x);
const boosted = trainBoosting({ table, labels, options: { trees: 15, learningRate: 0.2 } }).ensemble;
const forest = trainForest({ table, labels, options: { trees: 6, minLeafRows: 3 } });
const rowOf = (i: number) => x.values.subarray(i * x.columns, (i + 1) * x.columns);

describe('TreeExplainer', () => {
  it.each([
    ['boosting', boosted],
    ['a forest of deep trees', forest],
  ])('equals the definition of Shapley values on %s', (_, ensemble) => {
    const explainer = new TreeExplainer(ensemble);
    for (const i of [0, 1, 2, 3]) {
      const expected = bruteForceShapley(ensemble, rowOf(i));
      explainer.explain(rowOf(i)).forEach((value, j) => {
        expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-9);
      });
    }
    expect(explainer.baseOutput).toBeCloseTo(outputKnowing(ensemble, rowOf(0), 0), 10);
  });

  it.each([
    ['boosting', boosted],
    ['a forest', forest],
  ])('adds up to the output of every row on %s', (_, ensemble) => {
    const explainer = new TreeExplainer(ensemble);
    const outputs = ensembleOutput(ensemble, x);
    for (let i = 0; i < 300; i++) {
      const sum = explainer.explain(rowOf(i)).reduce((all, value) => all + value, explainer.baseOutput);
      expect(Math.abs(sum - outputs[i]!)).toBeLessThan(1e-9);
    }
  });

  it('solves the worked example of an AND of two columns', () => {
    // Output 80 when both are above 0, else 0; a quarter of the rows in each corner.
    const and = ensembleOf(
      [
        {
          length: 5,
          feature: [0, LEAF, 1, LEAF, LEAF],
          threshold: [0, 0, 0, 0, 0],
          missingLeft: [0, 0, 0, 0, 0],
          left: [1, 0, 3, 0, 0],
          value: [0, 0, 0, 0, 80],
          cover: [4, 2, 2, 1, 1],
        },
      ],
      { output: 'margin', columns: 3, base: 0 },
    );
    const explainer = new TreeExplainer(and);
    expect(explainer.baseOutput).toBe(20);
    expect([...explainer.explain([1, 1, 5])].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([30, 30, 0]);
    expect([...explainer.explain([-1, 1, 5])].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([-30, 10, 0]);
    expect(() => explainer.explain([1, 2])).toThrow(RangeError);
  });

  it('gives nothing to columns no tree splits on, and to lone leaves', () => {
    const leaf = {
      length: 1,
      feature: [LEAF],
      threshold: [0],
      missingLeft: [0],
      left: [0],
      value: [2],
      cover: [9],
    };
    const explainer = new TreeExplainer(ensembleOf([leaf], { output: 'margin', columns: 2, base: 1 }));
    expect(explainer.baseOutput).toBe(3);
    expect([...explainer.explain([1, 2])]).toEqual([0, 0]);
  });
});

describe('gaussLegendre', () => {
  it('integrates polynomials up to its degree exactly', () => {
    for (const points of [1, 2, 3, 5, 8, 13]) {
      const { at, weight } = gaussLegendre(points);
      for (let degree = 0; degree <= 2 * points - 1; degree++) {
        const integral = at.reduce((sum, t, i) => sum + weight[i]! * t ** degree, 0);
        expect(integral).toBeCloseTo(1 / (degree + 1), 13);
      }
    }
    expect(gaussLegendre(2).at[0]).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 15);
  });
});
