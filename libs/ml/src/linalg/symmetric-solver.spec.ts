import { fixedMemory, MemoryPlan } from '#kernels/module';
import { SeededRandom } from '../random/seeded-random.js';
import { choleskyFactor, choleskySolve } from './cholesky.js';
import { SymmetricSolver } from './symmetric-solver.js';

/** X'X of random rows, with something on the diagonal. */
function squares(n: number, rows: number, diagonal: number, seed: number): Float64Array {
  const random = new SeededRandom(seed);
  const x = Array.from({ length: rows }, () => Float64Array.from({ length: n }, () => random.next()));
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, k] = [Math.floor(at / n), at % n];
    return x.reduce((sum, row) => sum + row[i]! * row[k]!, i === k ? diagonal : 0);
  });
}

function exactly(a: Float64Array, n: number, b: Float64Array): Float64Array {
  const [factor, x] = [a.slice(), b.slice()];
  expect(choleskyFactor(factor, n)).toBe(true);
  choleskySolve(factor, n, x);
  return x;
}

function solverOf(most: number): SymmetricSolver {
  const plan = new MemoryPlan();
  const places = SymmetricSolver.place(plan, most);
  return new SymmetricSolver(most, fixedMemory(plan.bytes), places);
}

function solved(solver: SymmetricSolver, a: Float64Array, b: Float64Array): number[] | null {
  solver.system.set(a);
  solver.right.set(b);
  const x = solver.solve(b.length);
  return x && [...x];
}

function expectSolved(solver: SymmetricSolver, a: Float64Array, n: number): void {
  const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  const expected = exactly(a, n, b);
  const most = Math.max(...expected.map(Math.abs));
  const x = solved(solver, a, b)!;
  expect(x).toHaveLength(n);
  for (let i = 0; i < n; i++) expect(Math.abs(x[i]! - expected[i]!)).toBeLessThan(1e-5 * most);
}

describe('SymmetricSolver', () => {
  it('solves systems of any width, one after the other, as float64 does', () => {
    const solver = solverOf(70);
    for (const n of [70, 1, 2, 3, 4, 5, 7, 8, 13, 64, 66, 70])
      expectSolved(solver, squares(n, 2 * n, 0.5, n), n);
  });

  it('solves in float64 what float32 cannot, above and below its range', () => {
    const solver = solverOf(20);
    for (const diagonal of [1e-5, 1e-7]) expectSolved(solver, squares(20, 10, diagonal, 3), 20);
    for (const scale of [1e60, 1e-60])
      expectSolved(
        solver,
        squares(9, 30, 1, 4).map((value) => scale * value),
        9,
      );
  });

  it('says where a system is not positive definite, and leaves the right side of it', () => {
    const solver = solverOf(3);
    const b = Float64Array.of(1, 2, 3);
    expect(solved(solver, Float64Array.of(1, 0, 0, 2, 1, 0, 0, 0, 1), b)).toBeNull();
    expect(solved(solver, new Float64Array(9).fill(NaN), b)).toBeNull();
    expect([...solver.right]).toEqual([1, 2, 3]);
  });

  it('has nothing to solve without unknowns, and nothing to find for zeros', () => {
    const solver = solverOf(4);
    expect(solved(solver, new Float64Array(0), new Float64Array(0))).toEqual([]);
    expect(solved(solver, squares(4, 8, 1, 1), new Float64Array(4))).toEqual([0, 0, 0, 0]);
  });
});
