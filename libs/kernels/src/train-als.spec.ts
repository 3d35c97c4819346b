import { createHash } from 'node:crypto';
import type { SparseRows } from '#ml';
import { SeededRandom } from '#ml';
import { PARAMETERS, randomMatrix } from '../../../test/support/fixtures/random-matrix.js';
import { placeProblem } from './als-problem.js';
import { alsBytes } from './memory-layout.js';
import { FoldIn } from './fold-in.js';
import { naiveLoss } from '../../../test/support/naive-als.js';
import { trainSolo } from '../../../test/support/fixtures/solo-training.js';
import { trainAls } from './train-als.js';
import type { TrainAlsOptions } from './train-als.js';

const hash = (values: Float32Array) => createHash('sha256').update(values).digest('hex');

describe('trainAls', () => {
  const matrix = randomMatrix(new SeededRandom(1), 700, 300, 20_000);
  const parameters = { ...PARAMETERS, factors: 24, iterations: 4 };

  it('places no vectors of users and items without pairs, so that the sizes of the pairs tell what fits', () => {
    const { rows, columns, starts, indices } = matrix;
    const more = Int32Array.from({ length: 50_000 }, () => indices.length);
    const wide = { ...matrix, rows: rows + more.length, starts: Int32Array.of(...starts, ...more) };
    const needed = alsBytes({ rows, columns, pairs: indices.length }, 24);
    for (const [mostBytes, bound] of [
      [undefined, needed.whole],
      [0, needed.least],
    ] as const) {
      const { bytes } = placeProblem(wide, parameters, 1, mostBytes).layout;
      expect(bytes).toBe(placeProblem(matrix, parameters, 1, mostBytes).layout.bytes);
      expect(bytes).toBeLessThan(bound);
    }
  });

  const trainWith = async (of: SparseRows, options: TrainAlsOptions) => {
    const losses: (number | null)[] = [];
    const { users, items } = await trainAls(of, parameters, {
      leastRelativeGain: 1e-9,
      afterIteration: ({ loss }) => losses.push(loss),
      ...options,
    });
    return { users: hash(users), items: hash(items), losses };
  };

  it('gives the same bytes with any number of workers', async () => {
    const alone = await trainWith(matrix, { workers: 1 });
    expect(await trainWith(matrix, { workers: 2 })).toEqual(alone);
    expect(await trainWith(matrix, { workers: 3 })).toEqual(alone);
  });

  it('gives the same bytes in a memory that rows go through by block', async () => {
    const large = randomMatrix(new SeededRandom(2), 6_000, 3_000, 200_000);
    const mostBytes = 8_000_000;
    const whole = placeProblem(large, parameters, 3);
    const { layout, users, items } = placeProblem(large, parameters, 3, mostBytes);
    expect([whole.users.blocks.length, whole.items.blocks.length]).toEqual([1, 1]);
    expect(Math.min(users.blocks.length, items.blocks.length)).toBeGreaterThan(2);
    expect(layout.bytes).toBeLessThanOrEqual(mostBytes);
    const expected = await trainWith(large, { workers: 2 });
    expect(await trainWith(large, { workers: 1, mostBytes })).toEqual(expected);
    expect(await trainWith(large, { workers: 3, mostBytes })).toEqual(expected);
  });

  it('gives the same bytes where rows of the other side take 4 bytes, in the least memory', async () => {
    const rows = 65_536 + 1_000;
    const wide = randomMatrix(new SeededRandom(3), rows, 500, 150_000);
    const expected = await trainWith(wide, { workers: 2 });
    expect(await trainWith(wide, { workers: 2, mostBytes: 0 })).toEqual(expected);
  });

  it('reports each iteration with the loss of the objective', async () => {
    const seen: number[] = [];
    let last = 0;
    const { iterations } = await trainAls(matrix, parameters, {
      leastRelativeGain: 1e-9,
      afterIteration: ({ done, loss }) => {
        seen.push(done);
        last = loss!;
      },
    });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(iterations).toBe(4);
    const { users, items } = await trainSolo(matrix, parameters);
    const expected = naiveLoss(matrix, users, items, 24, parameters);
    expect(last / expected).toBeCloseTo(1, 6);
  });

  it.each([
    { form: 'hkv', factors: 24, alpha: 3, regularization: 10 },
    { form: 'rendle', factors: 64, alpha: 10, regularization: 0.1, frequencyExponent: 1 },
    { form: 'hkv', factors: 128, alpha: 40, regularization: 1, frequencyExponent: 0.5 },
  ] as const)('leaves users as a fold-in against the items gives them: %j', async (changed) => {
    const all = { ...parameters, ...changed, iterations: 10 };
    const { users, items, factors } = await trainAls(matrix, all);
    const folding = FoldIn.over(items, factors, all);
    for (let user = 0; user < matrix.rows; user++) {
      const [from, to] = [matrix.starts[user]!, matrix.starts[user + 1]!];
      const vectors = new Float32Array((to - from) * factors);
      for (let n = from; n < to; n++) {
        const item = matrix.indices[n]! * factors;
        vectors.set(items.subarray(item, item + factors), (n - from) * factors);
      }
      const folded = folding.solve(vectors, matrix.weights.subarray(from, to));
      const own = users.subarray(user * factors, (user + 1) * factors);
      const distance = Math.hypot(...folded.map((value, f) => value - own[f]!));
      // Conjugate gradients end near, not at the solution, and vectors are float32.
      expect(distance).toBeLessThanOrEqual(1e-3 * Math.hypot(...folded));
    }
  });

  it('stops once an iteration gains too little', async () => {
    const { iterations } = await trainAls(
      matrix,
      { ...parameters, iterations: 200 },
      { leastRelativeGain: 0.01 },
    );
    expect(iterations).toBeGreaterThan(2);
    expect(iterations).toBeLessThan(50);
  });

  it('leaves rows and columns without pairs at zero and trains nothing on an empty matrix', async () => {
    const empty: SparseRows = {
      rows: 3,
      columns: 2,
      starts: new Int32Array(4),
      indices: new Int32Array(0),
      weights: new Float32Array(0),
    };
    const nothing = await trainAls(empty, parameters);
    expect(nothing.users).toEqual(new Float32Array(3 * 24));
    const lonely = {
      ...empty,
      starts: Int32Array.of(0, 0, 1, 1),
      indices: Int32Array.of(1),
      weights: Float32Array.of(2),
    };
    const { users, items } = await trainAls(lonely, { ...parameters, regularization: 0.1 }, { workers: 1 });
    expect(users.subarray(0, 24)).toEqual(new Float32Array(24));
    expect(items.subarray(0, 24)).toEqual(new Float32Array(24));
    expect(users.subarray(24, 48).some((value) => value !== 0)).toBe(true);
  });
});
