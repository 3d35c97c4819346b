import { createHash } from 'node:crypto';
import type { AlsParameters, SparseRows } from '#ml';
import { alsLoss, SeededRandom, sparseRowsFromTriples, trainImplicitAls, TrainingStopped } from '#ml';
import { trainAls } from './train-als.js';

const PARAMETERS: AlsParameters = {
  form: 'hkv',
  alpha: 2,
  regularization: 0.5,
  frequencyExponent: 0,
  factors: 8,
  iterations: 3,
  solver: { kind: 'conjugate-gradient', steps: 3 },
  seed: 5,
  initialScale: 0.5,
};

function randomMatrix(random: SeededRandom, rows: number, columns: number, pairs: number): SparseRows {
  const draw = (bound: number) =>
    Int32Array.from({ length: pairs }, () => Math.floor(bound * random.next() ** 2));
  const weights = Float32Array.from({ length: pairs }, () => (1 + random.int(16)) / 8);
  return sparseRowsFromTriples(rows, columns, draw(rows), draw(columns), weights);
}

/** Largest difference as a share of the largest value. */
function relativeDifference(actual: ArrayLike<number>, expected: Float64Array): number {
  let difference = 0;
  let largest = 0;
  for (let n = 0; n < expected.length; n++) {
    difference = Math.max(difference, Math.abs(actual[n]! - expected[n]!));
    largest = Math.max(largest, Math.abs(expected[n]!));
  }
  return largest === 0 ? difference : difference / largest;
}
describe('probe', () => {
  it('differences', async () => {
    const random = new SeededRandom(99);
    const worst: [number, string][] = [];
    for (let n = 0; n < 300; n++) {
      const rows = 1 + random.int(30);
      const columns = 1 + random.int(30);
      const matrix = randomMatrix(random, rows, columns, random.int(3 * rows * columns));
      const exact = n % 2 === 0;
      const parameters: AlsParameters = {
        ...PARAMETERS,
        form: random.int(2) === 0 ? 'hkv' : 'rendle',
        alpha: [0.5, 1, 4][random.int(3)]!,
        regularization: [1, 5, 20][random.int(3)]!,
        frequencyExponent: [0, 0.5, 1][random.int(3)]!,
        factors: 1 + random.int(20),
        iterations: 1 + random.int(3),
        solver: exact ? { kind: 'cholesky' } : { kind: 'conjugate-gradient', steps: 1 + random.int(3) },
        seed: n,
      };
      const ours = await trainAls(matrix, parameters, { workers: 1 });
      const theirs = trainImplicitAls(matrix, parameters);
      worst.push([
        Math.max(relativeDifference(ours.users, theirs.users), relativeDifference(ours.items, theirs.items)),
        JSON.stringify({ rows, columns, nnz: matrix.indices.length, ...parameters }),
      ]);
    }
    worst.sort((a, b) => b[0] - a[0]);
    console.log(
      worst
        .slice(0, 12)
        .map((w) => w.join(' '))
        .join('\n'),
    );
    void [createHash, alsLoss, TrainingStopped];
  });
});
