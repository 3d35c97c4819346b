import type { AlsObjective } from '#ml';
import { SeededRandom } from '#ml';
import { CholeskyDecomposition } from 'ml-matrix';
import { FoldIn } from './fold-in.js';
import { matrixOf, normalEquations } from '../../../test/support/naive-als.js';

describe('FoldIn', () => {
  it.each<AlsObjective>([
    { form: 'hkv', alpha: 3, regularization: 2, frequencyExponent: 0 },
    { form: 'rendle', alpha: 8, regularization: 0.05, frequencyExponent: 1 },
  ])('solves and explains a row as the float64 reference does: %o', (objective) => {
    const random = new SeededRandom(31);
    const columns = 4_500;
    for (const [factors, entries] of [
      [5, 1],
      [20, 50],
      [64, 50],
      [64, 300],
    ] as const) {
      const fixed = Float32Array.from({ length: columns * factors }, () => 0.2 * random.normal());
      const foldIn = FoldIn.over(fixed, factors, objective);
      const indices = Int32Array.from({ length: entries }, (_, n) => n * 7);
      const weights = Float32Array.from({ length: entries }, () => 1 + random.int(4));
      const matrix = { rows: 1, columns, starts: Int32Array.of(0, entries), indices, weights };
      const columnsOfFixed = matrixOf(fixed, factors);
      const { a, b } = normalEquations(matrix, 0, columnsOfFixed, objective);
      const system = new CholeskyDecomposition(a);
      const expected = system.solve(b).to1DArray();
      const vectors = new Float32Array(entries * factors);
      indices.forEach((column, n) =>
        vectors.set(fixed.subarray(column * factors, (column + 1) * factors), n * factors),
      );
      const actual = foldIn.solve(vectors, weights);
      const largest = Math.max(...expected.map(Math.abs));
      actual.forEach((value, f) => expect(Math.abs(value - expected[f]!)).toBeLessThan(1e-6 * largest));
      const bonus = objective.form === 'hkv' ? 1 : 0;
      // More than the kernel takes side by side, and no whole number of such groups.
      const some = 11;
      const all = foldIn.contributions(vectors, weights, fixed.subarray(0, some * factors));
      expect(all).toHaveLength(some * entries);
      for (let n = 0; n < some; n++) {
        const solved = system.solve(columnsOfFixed.getRowVector(n).transpose()).to1DArray();
        const reference = Array.from(indices, (column, pair) => {
          const product = columnsOfFixed
            .getRow(column)
            .reduce((sum, value, f) => sum + value * solved[f]!, 0);
          return (objective.alpha * weights[pair]! + bonus) * product;
        });
        const most = Math.max(...reference.map(Math.abs));
        const parts = all.subarray(n * entries, (n + 1) * entries);
        expect(Math.max(...parts.map((part, pair) => Math.abs(part - reference[pair]!)))).toBeLessThan(
          1e-6 * most,
        );
      }
    }
  });

  it('gives zero without pairs and refuses bad input', () => {
    const foldIn = FoldIn.over(Float32Array.of(1, 2, 3, 4), 2, {
      form: 'hkv',
      alpha: 1,
      regularization: 1,
      frequencyExponent: 0,
    });
    expect(foldIn.solve(new Float32Array(0), [])).toEqual(new Float32Array(2));
    expect(foldIn.contributions(new Float32Array(0), [], Float32Array.of(1, 2))).toEqual(new Float64Array(0));
    expect(() => foldIn.solve(Float32Array.of(1, 2), [-1])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1, 2), [NaN])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1), [1])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1, NaN), [1])).toThrow(RangeError);
  });

  it('explains a row after another one was solved, and with other weights', () => {
    const objective: AlsObjective = { form: 'hkv', alpha: 2, regularization: 1, frequencyExponent: 0 };
    const fixed = Float32Array.of(1, 2, 3, 4, -1, 0.5);
    const foldIn = FoldIn.over(fixed, 2, objective);
    const [row, other] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(-1, 0.5)];
    const [weights, heavier] = [
      [1, 2],
      [5, 1],
    ];
    const parts = FoldIn.over(fixed, 2, objective).contributions(row, weights, fixed);
    foldIn.solve(row, weights);
    expect(foldIn.contributions(row, weights, fixed)).toEqual(parts);
    foldIn.solve(other, [1]);
    expect(foldIn.contributions(row, weights, fixed)).toEqual(parts);
    expect(foldIn.contributions(row, heavier, fixed)).not.toEqual(parts);
  });
});
