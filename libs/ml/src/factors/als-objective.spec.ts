import { SeededRandom } from '../random/seeded-random.js';
import { alsHalfSweep } from './als-half-sweep.js';
import type { AlsObjective } from './als-objective.js';
import { alsLoss, rowRegularization } from './als-objective.js';
import { randomProblem, randomVectors } from './random-problem.fixture.js';

describe('alsLoss', () => {
  it('equals the sum over all pairs as Hu, Koren and Volinsky write it', () => {
    const random = new SeededRandom(5);
    const { matrix, cells } = randomProblem(random, { rows: 5, columns: 4, duplicates: true });
    const users = randomVectors(random, 5 * 3);
    const items = randomVectors(random, 4 * 3);
    const objective: AlsObjective = { form: 'hkv', alpha: 7, regularization: 0.3, frequencyExponent: 0 };
    let expected = 0;
    for (let u = 0; u < 5; u++) {
      for (let i = 0; i < 4; i++) {
        const weight = cells[u]![i]!;
        const p = inner(users, u, items, i, 3);
        expected += (1 + 7 * weight) * ((weight > 0 ? 1 : 0) - p) ** 2;
      }
    }
    expected += 0.3 * (square(users) + square(items));
    expect(alsLoss(matrix, users, items, 3, objective)).toBeCloseTo(expected, 8);
  });

  it('equals the loss of Rendle et al. divided by the weight of unobserved pairs', () => {
    const random = new SeededRandom(6);
    const rows = 6;
    const columns = 5;
    const { matrix, cells } = randomProblem(random, { rows, columns, duplicates: false });
    const users = randomVectors(random, rows * 2);
    const items = randomVectors(random, columns * 2);
    const [a0, lambda, nu] = [0.05, 0.02, 0.7];
    let expected = 0;
    for (let u = 0; u < rows; u++) {
      const count = cells[u]!.filter((weight) => weight > 0).length;
      expected += lambda * (count + a0 * columns) ** nu * square(users.subarray(u * 2, u * 2 + 2));
      for (let i = 0; i < columns; i++) {
        const p = inner(users, u, items, i, 2);
        expected += a0 * p * p + cells[u]![i]! * (p - 1) ** 2;
      }
    }
    for (let i = 0; i < columns; i++) {
      const count = cells.filter((line) => line[i]! > 0).length;
      expected += lambda * (count + a0 * rows) ** nu * square(items.subarray(i * 2, i * 2 + 2));
    }
    const objective = objectiveFromRendle({ unobservedWeight: a0, lambda, nu });
    expect(a0 * alsLoss(matrix, users, items, 2, objective)).toBeCloseTo(expected, 8);
  });
});

describe('the form of Rendle et al.', () => {
  it('gives the same normal matrix: solutions for a right side of 0/1 weights differ only by its factor', () => {
    // With weights of 1 the right sides are (1/a0) y and (1 + 1/a0) y, so the solutions are in that ratio.
    const random = new SeededRandom(8);
    const { matrix } = randomProblem(random, { rows: 8, columns: 6, duplicates: false, binary: true });
    const items = randomVectors(random, 6 * 4);
    const a0 = 0.2;
    const rendle = objectiveFromRendle({ unobservedWeight: a0, lambda: 0.03, nu: 1 });
    const ours = new Float64Array(8 * 4);
    const hkv = new Float64Array(8 * 4);
    alsHalfSweep(matrix, items, ours, 4, rendle, { kind: 'cholesky' });
    alsHalfSweep(matrix, items, hkv, 4, { ...rendle, form: 'hkv' }, { kind: 'cholesky' });
    for (let n = 0; n < ours.length; n++) expect(hkv[n]).toBeCloseTo(ours[n]! * (1 + a0), 6);
  });

  it('scales the regularisation by the frequency', () => {
    const objective = objectiveFromRendle({ unobservedWeight: 0.1, lambda: 0.03, nu: 1 });
    expect(rowRegularization(objective, 7, 40)).toBeCloseTo((0.03 * (7 + 0.1 * 40)) / 0.1, 10);
    expect(rowRegularization({ ...objective, frequencyExponent: 0 }, 7, 40)).toBeCloseTo(0.3, 10);
    expect(rowRegularization({ ...objective, frequency: 'observed' }, 7, 40)).toBeCloseTo(
      (0.03 * 7) / 0.1,
      10,
    );
  });
});

/** Parameters as Rendle et al. (2022) write them: alpha = 1 / alpha_0, regularization = lambda / alpha_0. */
function objectiveFromRendle({
  unobservedWeight,
  lambda,
  nu,
}: Record<'unobservedWeight' | 'lambda' | 'nu', number>): AlsObjective {
  return {
    form: 'rendle',
    alpha: 1 / unobservedWeight,
    regularization: lambda / unobservedWeight,
    frequencyExponent: nu,
  };
}

function inner(a: Float64Array, row: number, b: Float64Array, other: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += a[row * width + f]! * b[other * width + f]!;
  return sum;
}

function square(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}
