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
    const { bytes } = placeProblem(wide, parameters, 1).layout;
    expect(bytes).toBe(placeProblem(matrix, parameters, 1).layout.bytes);
    const scratch = 8 * 2 ** 20;
    expect(bytes).toBeLessThan(alsBytes({ rows, columns, pairs: indices.length }, 24) + scratch);
  });

  it('gives the same bytes with any number of workers', async () => {
    const train = async (workers: number) => {
      const losses: (number | null)[] = [];
      const afterIteration: TrainAlsOptions['afterIteration'] = ({ loss }) => losses.push(loss);
      const { users, items } = await trainAls(matrix, parameters, {
        workers,
        leastRelativeGain: 1e-9,
        afterIteration,
      });
      return { users: hash(users), items: hash(items), losses };
    };
    const alone = await train(1);
    expect(await train(2)).toEqual(alone);
    expect(await train(3)).toEqual(alone);
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
