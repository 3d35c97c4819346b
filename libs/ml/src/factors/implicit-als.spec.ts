import { SeededRandom } from '../random/seeded-random.js';
import { alsLoss } from './als-objective.js';
import type { AlsParameters } from './implicit-als.js';
import { DEFAULT_ALS_PARAMETERS, trainImplicitAls } from './implicit-als.js';
import { randomProblem, randomVectors } from './random-problem.fixture.js';
import type { SparseRows } from './sparse-rows.js';
import { sparseRowsFromTriples } from './sparse-rows.js';

const parameters: AlsParameters = { ...DEFAULT_ALS_PARAMETERS, factors: 4, iterations: 5 };

/** Two tastes: users 0..9 listen to songs 0..9, users 10..19 to songs 10..19; each misses one song of its own taste. */
function twoTastes(): SparseRows {
  const rowOf: number[] = [];
  const columnOf: number[] = [];
  for (let user = 0; user < 20; user++) {
    for (let song = 0; song < 20; song++) {
      if (Math.floor(user / 10) !== Math.floor(song / 10) || user === song) continue;
      rowOf.push(user);
      columnOf.push(song);
    }
  }
  return sparseRowsFromTriples(
    20,
    20,
    Int32Array.from(rowOf),
    Int32Array.from(columnOf),
    new Float32Array(rowOf.length).fill(1),
  );
}

/** Users observe the songs whose latent vector lies well in the direction of their own. */
function latentTastes(users: number, songs: number): SparseRows {
  const random = new SeededRandom(32);
  const user = randomVectors(random, users * 4);
  const song = randomVectors(random, songs * 4);
  const rowOf: number[] = [];
  const columnOf: number[] = [];
  for (let u = 0; u < users; u++) {
    for (let s = 0; s < songs; s++) {
      let sum = 0;
      for (let f = 0; f < 4; f++) sum += user[u * 4 + f]! * song[s * 4 + f]!;
      if (sum < 2) continue;
      rowOf.push(u);
      columnOf.push(s);
    }
  }
  const weights = Float32Array.from(rowOf, () => 0.5 + random.next());
  return sparseRowsFromTriples(users, songs, Int32Array.from(rowOf), Int32Array.from(columnOf), weights);
}

describe('trainImplicitAls', () => {
  it('finds the taste of each user: the missed song of the own taste beats every song of the other', () => {
    const { factors, users, items } = trainImplicitAls(twoTastes(), { ...parameters, factors: 2 });
    const score = (user: number, song: number): number => {
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += users[user * factors + f]! * items[song * factors + f]!;
      return sum;
    };
    for (let user = 0; user < 20; user++) {
      for (let song = 0; song < 20; song++) {
        if (Math.floor(user / 10) === Math.floor(song / 10)) continue;
        expect(score(user, user)).toBeGreaterThan(score(user, song) + 0.5);
      }
    }
  });

  it('gives the same bytes for the same seed and others for another', () => {
    const { matrix } = randomProblem(new SeededRandom(31), { rows: 30, columns: 20, duplicates: true });
    const once = trainImplicitAls(matrix, parameters);
    expect(trainImplicitAls(matrix, parameters)).toEqual(once);
    expect(trainImplicitAls(matrix, { ...parameters, seed: 2 }).users).not.toEqual(once.users);
  });

  it('ends within 0.5 % of the exact loss with three warm conjugate-gradient steps, 0.01 % with six', () => {
    const matrix = latentTastes(200, 100);
    const many = { ...parameters, factors: 8, iterations: 15 };
    const loss = (solver: AlsParameters['solver']): number => {
      const { users, items } = trainImplicitAls(matrix, { ...many, solver });
      return alsLoss(matrix, users, items, many.factors, many);
    };
    const exact = loss({ kind: 'cholesky' });
    const off = (steps: number): number =>
      Math.abs(loss({ kind: 'conjugate-gradient', steps }) - exact) / exact;
    expect(off(3)).toBeLessThan(0.005);
    expect(off(6)).toBeLessThan(0.0001);
  });

  it('leaves rows and columns without pairs at zero', () => {
    const matrix = sparseRowsFromTriples(
      3,
      3,
      Int32Array.of(0, 2),
      Int32Array.of(2, 2),
      Float32Array.of(1, 2),
    );
    const { users, items } = trainImplicitAls(matrix, parameters);
    expect([...users.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect([...items.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(users.subarray(0, 4).some((value) => value !== 0)).toBe(true);
  });

  it('takes an empty matrix, one item, and pairs given twice as their sum', () => {
    const none = sparseRowsFromTriples(0, 0, new Int32Array(0), new Int32Array(0), new Float32Array(0));
    expect(trainImplicitAls(none, parameters).users.length).toBe(0);
    const pair = (weights: number[]): SparseRows =>
      sparseRowsFromTriples(
        1,
        1,
        new Int32Array(weights.length),
        new Int32Array(weights.length),
        Float32Array.from(weights),
      );
    expect(trainImplicitAls(pair([1, 2]), parameters)).toEqual(trainImplicitAls(pair([3]), parameters));
  });

  it('refuses bad parameters and weights before it starts', () => {
    const matrix = twoTastes();
    const refused: Partial<AlsParameters>[] = [
      { alpha: 0 },
      { regularization: 0 },
      { regularization: Number.NaN },
      { frequencyExponent: -1 },
      { factors: 0 },
      { factors: 1.5 },
      { iterations: 0 },
      { initialScale: 0 },
      { solver: { kind: 'conjugate-gradient', steps: 0 } },
    ];
    for (const bad of refused) {
      expect(() => trainImplicitAls(matrix, { ...parameters, ...bad })).toThrow(RangeError);
    }
    const negative = sparseRowsFromTriples(1, 1, Int32Array.of(0), Int32Array.of(0), Float32Array.of(-1));
    expect(() => trainImplicitAls(negative, parameters)).toThrow('0 or above');
  });
});
