import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';
import { matrixOf, naiveLoss, naiveSweep, trainNaively } from '../../../test/support/naive-als.js';
import { PARAMETERS, randomMatrix, randomParameters } from '../../../test/support/fixtures/random-matrix.js';
import { trainSolo } from '../../../test/support/fixtures/solo-training.js';

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

/** Users observe the songs whose latent vector lies well in the direction of their own. */
function latentTastes(users: number, songs: number): SparseRows {
  const random = new SeededRandom(32);
  const vectors = (rows: number) => Float64Array.from({ length: rows * 4 }, () => random.normal());
  const products = matrixOf(vectors(users), 4).mmul(matrixOf(vectors(songs), 4).transpose());
  const pairs = products
    .to2DArray()
    .flatMap((row, user) => row.flatMap((product, song) => (product < 2 ? [] : [[user, song] as const])));
  return sparseRowsFromTriples(
    users,
    songs,
    Int32Array.from(pairs, ([user]) => user),
    Int32Array.from(pairs, ([, song]) => song),
    Float32Array.from(pairs, () => 0.5 + random.next()),
  );
}

describe('the float64 trainer', () => {
  it('leaves no gradient in what it solves exactly (central differences of the loss)', () => {
    const random = new SeededRandom(21);
    for (let round = 0; round < 30; round++) {
      const [rows, columns, factors] = [1 + random.int(5), 1 + random.int(5), 1 + random.int(4)];
      const matrix = randomMatrix(random, rows, columns, 1 + random.int(rows * columns));
      const objective: AlsObjective = {
        form: random.int(2) === 0 ? 'hkv' : 'rendle',
        alpha: 0.5 + 20 * random.next(),
        regularization: 0.05 + random.next(),
        frequencyExponent: random.int(3) / 2,
        frequency: random.int(2) === 0 ? 'all' : 'observed',
      };
      const items = Float64Array.from({ length: columns * factors }, () => random.normal());
      const users = naiveSweep(matrix, items, new Float64Array(rows * factors), objective);
      const lossAt = (changed: Float64Array) => naiveLoss(matrix, changed, items, factors, objective);
      const scale = lossAt(users) + 1;
      const step = 1e-4;
      users.forEach((value, n) => {
        const slope = lossAt(users.with(n, value + step)) - lossAt(users.with(n, value - step));
        expect(Math.abs(slope) / (2 * step) / scale).toBeLessThan(1e-6);
      });
    }
  });
});

describe('the ALS kernel against the float64 trainer', () => {
  it('gives the same vectors to 1e-4 on random small problems', async () => {
    const random = new SeededRandom(72);
    let worst = 0;
    for (let n = 0; n < 500; n++) {
      const rows = n % 25 === 0 ? 1 : 1 + random.int(30);
      const columns = n % 25 === 1 ? 1 : 1 + random.int(30);
      const matrix = randomMatrix(random, rows, columns, random.int(3 * rows * columns));
      const parameters = randomParameters(random);
      const expected = trainNaively(matrix, parameters);
      const scale = parameters.initialScale / Math.sqrt(parameters.factors);
      const { users, items } = await trainSolo(matrix, parameters);
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

  it('gives the same vectors where rows are too heavy to be gathered whole and batches are full', async () => {
    const random = new SeededRandom(4);
    const matrix = randomMatrix(random, 6_000, 40, 60_000);
    const parameters = { ...PARAMETERS, factors: 33, iterations: 2, regularization: 20, initialScale: 0.1 };
    const expected = trainNaively(matrix, parameters);
    const { users, items } = await trainSolo(matrix, parameters);
    expect(relativeDifference(users, expected.users, 0)).toBeLessThan(1e-4);
    expect(relativeDifference(items, expected.items, 0)).toBeLessThan(1e-4);
  });

  it('gives the same vectors where one side has more rows than 2 bytes count', async () => {
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
    const expected = trainNaively(matrix, parameters);
    const { users, items } = await trainSolo(matrix, parameters);
    expect(relativeDifference(users, expected.users, 0)).toBeLessThan(1e-4);
    expect(relativeDifference(items, expected.items, 0)).toBeLessThan(1e-4);
  });

  it('reaches the loss of the float64 trainer from the same start', async () => {
    const matrix = randomMatrix(new SeededRandom(21), 400, 200, 12_000);
    const parameters = { ...PARAMETERS, factors: 32, iterations: 10, initialScale: 0.1 };
    const expected = trainNaively(matrix, parameters);
    const { users, items } = await trainSolo(matrix, parameters);
    const loss = (x: ArrayLike<number>, y: ArrayLike<number>) => naiveLoss(matrix, x, y, 32, parameters);
    expect(loss(users, items) / loss(expected.users, expected.items)).toBeCloseTo(1, 5);
  });

  it('ends within 0.5 % of the loss of exact solutions with three warm steps, 0.01 % with six', async () => {
    const matrix = latentTastes(200, 100);
    const shape = {
      ...PARAMETERS,
      alpha: 10,
      regularization: 1,
      factors: 8,
      iterations: 15,
      initialScale: 0.1,
    };
    const loss = ({ users, items }: Record<'users' | 'items', ArrayLike<number>>) =>
      naiveLoss(matrix, users, items, shape.factors, shape);
    const exact = loss(trainNaively(matrix, shape, 'exact'));
    const off = async (steps: number) =>
      Math.abs(loss(await trainSolo(matrix, { ...shape, steps })) - exact) / exact;
    expect(await off(3)).toBeLessThan(0.005);
    expect(await off(6)).toBeLessThan(0.0001);
  });
});
