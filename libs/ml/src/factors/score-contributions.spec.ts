import fc from 'fast-check';
import { SeededRandom } from '../random/seeded-random.js';
import { alsHalfSweep } from './als-half-sweep.js';
import type { AlsObjective } from './als-objective.js';
import { ScoreContributions } from './score-contributions.js';

describe('ScoreContributions', () => {
  it('is a value worked out by hand', () => {
    // One factor, two items 1 and 2: A = 5 + 1 x 3 x 4 + 1 = 18 for a row that met item 2 with weight 3; b =
    // (3 + 1) x 2.
    const objective: AlsObjective = { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 };
    const contributions = new ScoreContributions(Float32Array.of(1, 2), 1, objective).forRow(
      Float32Array.of(2),
      Float32Array.of(3),
    );
    expect(contributions.of(Float32Array.of(1))[0]).toBeCloseTo(8 / 18, 12);
  });

  it('sums to the score of the exact solution, whatever the form, weights and factors', () => {
    const arbitrary = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      factors: fc.integer({ min: 1, max: 12 }),
      pairs: fc.integer({ min: 1, max: 15 }),
      form: fc.constantFrom<'hkv' | 'rendle'>('hkv', 'rendle'),
      alpha: fc.double({ min: 0.1, max: 40, noNaN: true }),
      regularization: fc.double({ min: 0.05, max: 50, noNaN: true }),
      frequencyExponent: fc.constantFrom(0, 0.5, 1),
    });
    fc.assert(
      fc.property(arbitrary, ({ seed, factors, pairs, ...objective }) => {
        const random = new SeededRandom(seed);
        const columns = 20;
        const vectors = Float32Array.from({ length: columns * factors }, () => random.normal());
        const weights = Float32Array.from({ length: pairs }, () => 3 * random.next());
        const indices = Int32Array.from({ length: pairs }, (_, n) => n);
        const solved = new Float64Array(factors);
        const matrix = { rows: 1, columns, starts: Int32Array.of(0, pairs), indices, weights };
        alsHalfSweep(matrix, Float64Array.from(vectors), solved, factors, objective, { kind: 'cholesky' });
        const explained = new ScoreContributions(vectors, factors, objective).forRow(
          vectors.subarray(0, pairs * factors),
          weights,
        );
        for (let column = 0; column < columns; column++) {
          const own = vectors.subarray(column * factors, (column + 1) * factors);
          const score = own.reduce((sum, value, f) => sum + value * solved[f]!, 0);
          const sum = explained.of(own).reduce((total, part) => total + part, 0);
          expect(Math.abs(sum - score)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses one vector too few', () => {
    const objective: AlsObjective = { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 };
    expect(() =>
      new ScoreContributions(Float32Array.of(1, 2), 1, objective).forRow(
        Float32Array.of(2),
        Float32Array.of(3, 4),
      ),
    ).toThrow(RangeError);
  });
});
