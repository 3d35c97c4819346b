import { SeededRandom } from '../random/seeded-random.js';
import { alsHalfSweep } from './als-half-sweep.js';
import type { AlsObjective } from './als-objective.js';
import { alsLoss } from './als-objective.js';
import { randomProblem, randomVectors } from './random-problem.fixture.js';
import { sparseRowsFromTriples, transpose } from './sparse-rows.js';

const EXACT = { kind: 'cholesky' } as const;

function randomObjective(random: SeededRandom): AlsObjective {
  return {
    form: random.int(2) === 0 ? 'hkv' : 'rendle',
    alpha: 0.5 + 20 * random.next(),
    regularization: 0.05 + random.next(),
    frequencyExponent: random.int(3) / 2,
    frequency: random.int(2) === 0 ? 'all' : 'observed',
  };
}

describe('an exact half-sweep', () => {
  it('leaves no gradient in what it solved (central differences of the loss)', () => {
    const random = new SeededRandom(21);
    for (let round = 0; round < 30; round++) {
      const shape = { rows: 1 + random.int(5), columns: 1 + random.int(5), duplicates: true };
      const { matrix } = randomProblem(random, shape);
      const factors = 1 + random.int(4);
      const objective = randomObjective(random);
      const users = randomVectors(random, shape.rows * factors);
      const items = randomVectors(random, shape.columns * factors);
      alsHalfSweep(matrix, items, users, factors, objective, EXACT);
      const loss = (): number => alsLoss(matrix, users, items, factors, objective);
      const scale = loss() + 1;
      for (let n = 0; n < users.length; n++) {
        const kept = users[n]!;
        const step = 1e-4;
        users[n] = kept + step;
        const above = loss();
        users[n] = kept - step;
        const below = loss();
        users[n] = kept;
        expect(Math.abs(above - below) / (2 * step) / scale).toBeLessThan(1e-6);
      }
    }
  });

  it('never raises the loss, on 200 random problems of either form', () => {
    const random = new SeededRandom(22);
    for (let round = 0; round < 200; round++) {
      const shape = { rows: 1 + random.int(12), columns: 1 + random.int(9), duplicates: round % 2 === 0 };
      const { matrix } = randomProblem(random, shape);
      const turned = transpose(matrix);
      const factors = 1 + random.int(6);
      const objective = randomObjective(random);
      const users = randomVectors(random, shape.rows * factors);
      const items = randomVectors(random, shape.columns * factors);
      let last = alsLoss(matrix, users, items, factors, objective);
      for (let sweep = 0; sweep < 6; sweep++) {
        if (sweep % 2 === 0) alsHalfSweep(matrix, items, users, factors, objective, EXACT);
        else alsHalfSweep(turned, users, items, factors, objective, EXACT);
        const loss = alsLoss(matrix, users, items, factors, objective);
        expect(loss).toBeLessThanOrEqual(last * (1 + 1e-10) + 1e-10);
        last = loss;
      }
    }
  });

  it('solves one factor and one item as by hand', () => {
    // (y^2 + alpha w y^2 + reg) x = (alpha w + 1) y with y = 2, w = 3, alpha = 5, reg = 4: 68 x = 32.
    const matrix = sparseRowsFromTriples(2, 1, Int32Array.of(0), Int32Array.of(0), Float32Array.of(3));
    const users = Float64Array.of(9, 9);
    const objective: AlsObjective = { form: 'hkv', alpha: 5, regularization: 4, frequencyExponent: 0 };
    alsHalfSweep(matrix, Float64Array.of(2), users, 1, objective, EXACT);
    expect([...users]).toEqual([32 / 68, 0]);
    alsHalfSweep(matrix, Float64Array.of(2), users, 1, { ...objective, form: 'rendle' }, EXACT);
    expect([...users]).toEqual([30 / 68, 0]);
  });

  it('refuses numbers that have no solution', () => {
    const matrix = sparseRowsFromTriples(1, 1, Int32Array.of(0), Int32Array.of(0), Float32Array.of(1));
    const objective: AlsObjective = { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 };
    expect(() => {
      alsHalfSweep(matrix, Float64Array.of(Number.NaN), new Float64Array(1), 1, objective, EXACT);
    }).toThrow('row 0 is not positive definite');
  });
});

describe('conjugate gradients', () => {
  it('reach the exact solution when given enough steps, also from a cold start', () => {
    const random = new SeededRandom(23);
    for (let round = 0; round < 100; round++) {
      const shape = { rows: 1 + random.int(8), columns: 1 + random.int(12), duplicates: true };
      const { matrix } = randomProblem(random, shape);
      const factors = 1 + random.int(8);
      const objective = randomObjective(random);
      const items = randomVectors(random, shape.columns * factors);
      const exact = new Float64Array(shape.rows * factors);
      const stepped = randomVectors(random, shape.rows * factors);
      alsHalfSweep(matrix, items, exact, factors, objective, EXACT);
      alsHalfSweep(matrix, items, stepped, factors, objective, { kind: 'conjugate-gradient', steps: 60 });
      const norm = Math.sqrt(exact.reduce((sum, value) => sum + value * value, 0));
      const off = Math.sqrt(exact.reduce((sum, value, n) => sum + (value - stepped[n]!) ** 2, 0));
      expect(off).toBeLessThanOrEqual(1e-6 * Math.max(1, norm));
    }
  });
});
