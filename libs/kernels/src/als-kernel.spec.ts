import { alsLoss, SeededRandom, sparseRowsFromTriples, trainImplicitAls } from '#ml';
import { PARAMETERS, randomMatrix, randomParameters } from './random-matrix.fixture.js';
import { SoloTraining } from './solo-training.fixture.js';

/**
 * Largest difference as a share of the largest value, of the answer or of the start: where a penalty drives
 * vectors towards zero, float32 keeps the digits of where they came from.
 */
function relativeDifference(actual: Float32Array, expected: Float64Array, startScale: number): number {
  let difference = 0;
  let largest = startScale;
  for (let n = 0; n < expected.length; n++) {
    difference = Math.max(difference, Math.abs(actual[n]! - expected[n]!));
    largest = Math.max(largest, Math.abs(expected[n]!));
  }
  return difference / largest;
}

describe('the ALS kernel against the float64 trainer', () => {
  it.each([
    ['with relaxed SIMD where there is any', undefined],
    ['without', false],
  ])('gives the same vectors to 1e-4 on random small problems: %s', (_, relaxed) => {
    const random = new SeededRandom(72);
    let worst = 0;
    for (let n = 0; n < 500; n++) {
      const rows = n % 25 === 0 ? 1 : 1 + random.int(30);
      const columns = n % 25 === 1 ? 1 : 1 + random.int(30);
      const matrix = randomMatrix(random, rows, columns, random.int(3 * rows * columns));
      const parameters = randomParameters(random);
      const expected = trainImplicitAls(matrix, parameters);
      const scale = parameters.initialScale / Math.sqrt(parameters.factors);
      const { users, items } = new SoloTraining(matrix, parameters, relaxed).run();
      const difference = Math.max(
        relativeDifference(users, expected.users, scale),
        relativeDifference(items, expected.items, scale),
      );
      worst = Math.max(worst, difference);
      if (!(difference <= 1e-4))
        throw new Error(`${difference}: ${JSON.stringify({ rows, columns, parameters })}`);
    }
    expect(worst).toBeLessThan(1e-4);
  });

  it('gives the same vectors where rows are too heavy to be gathered whole and batches are full', () => {
    const random = new SeededRandom(4);
    const matrix = randomMatrix(random, 6_000, 40, 60_000);
    const parameters = { ...PARAMETERS, factors: 33, iterations: 2, regularization: 20, initialScale: 0.1 };
    const expected = trainImplicitAls(matrix, parameters);
    const { users, items } = new SoloTraining(matrix, parameters).run();
    expect(relativeDifference(users, expected.users, 0)).toBeLessThan(1e-4);
    expect(relativeDifference(items, expected.items, 0)).toBeLessThan(1e-4);
  });

  it('gives the same vectors where one side has more rows than 2 bytes count', () => {
    const rows = 65_536 + 1_000;
    const random = new SeededRandom(5);
    const matrix = sparseRowsFromTriples(
      rows,
      12,
      Int32Array.from({ length: rows }, (_, n) => n),
      Int32Array.from({ length: rows }, () => random.int(12)),
      Float32Array.from({ length: rows }, () => (1 + random.int(16)) / 8),
    );
    const parameters = { ...PARAMETERS, factors: 2, iterations: 1, regularization: 20 };
    const expected = trainImplicitAls(matrix, parameters);
    const { users, items } = new SoloTraining(matrix, parameters).run();
    expect(relativeDifference(users, expected.users, 0)).toBeLessThan(1e-4);
    expect(relativeDifference(items, expected.items, 0)).toBeLessThan(1e-4);
  });

  it('reaches the loss of the float64 trainer from the same start', () => {
    const matrix = randomMatrix(new SeededRandom(21), 400, 200, 12_000);
    const parameters = { ...PARAMETERS, factors: 32, iterations: 10, initialScale: 0.1 };
    const expected = trainImplicitAls(matrix, parameters);
    const { users, items } = new SoloTraining(matrix, parameters).run();
    const loss = (x: ArrayLike<number>, y: ArrayLike<number>) =>
      alsLoss(matrix, Float64Array.from(x), Float64Array.from(y), 32, parameters);
    expect(loss(users, items) / loss(expected.users, expected.items)).toBeCloseTo(1, 5);
  });
});
