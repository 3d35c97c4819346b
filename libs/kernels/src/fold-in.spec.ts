import type { AlsObjective } from '#ml';
import { alsHalfSweep, ScoreContributions, SeededRandom } from '#ml';
import { FoldIn } from './fold-in.js';

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
      const expected = new Float64Array(factors);
      const matrix = { rows: 1, columns, starts: Int32Array.of(0, entries), indices, weights };
      alsHalfSweep(matrix, Float64Array.from(fixed), expected, factors, objective, { kind: 'cholesky' });
      const vectors = new Float32Array(entries * factors);
      indices.forEach((column, n) =>
        vectors.set(fixed.subarray(column * factors, (column + 1) * factors), n * factors),
      );
      const actual = foldIn.solve(vectors, weights);
      const largest = Math.max(...expected.map(Math.abs));
      actual.forEach((value, f) => expect(Math.abs(value - expected[f]!)).toBeLessThan(1e-6 * largest));
      const explained = new ScoreContributions(fixed, factors, objective).forRow(vectors, weights);
      const some = [0, 1, 2].map((n) => fixed.subarray(n * factors, (n + 1) * factors));
      foldIn.contributions(vectors, weights, some).forEach((parts, n) => {
        const reference = explained.of(some[n]!);
        const most = Math.max(...reference.map(Math.abs));
        expect(parts).toHaveLength(entries);
        expect(Math.max(...parts.map((part, pair) => Math.abs(part - reference[pair]!)))).toBeLessThan(
          1e-6 * most,
        );
      });
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
    expect(foldIn.contributions(new Float32Array(0), [], [Float32Array.of(1, 2)])).toEqual([
      new Float64Array(0),
    ]);
    expect(() => foldIn.solve(Float32Array.of(1, 2), [-1])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1, 2), [NaN])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1), [1])).toThrow(RangeError);
    expect(() => foldIn.solve(Float32Array.of(1, NaN), [1])).toThrow(RangeError);
  });
});
