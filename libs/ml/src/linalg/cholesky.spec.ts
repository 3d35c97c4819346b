import { Matrix } from 'ml-matrix';
import { SeededRandom } from '../random/seeded-random.js';
import { choleskyFactor, choleskySolve } from './cholesky.js';

describe('choleskyFactor', () => {
  it('factors a worked example', () => {
    const a = Float64Array.of(4, 0, 0, 12, 37, 0, -16, -43, 98);
    expect(choleskyFactor(a, 3)).toBe(true);
    expect([...a]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  it('says so when the matrix is not positive definite', () => {
    expect(choleskyFactor(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(choleskyFactor(Float64Array.of(0), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Number.NaN), 1)).toBe(false);
  });

  it('solves random systems to their right side', () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 50; round++) {
      const n = 1 + random.int(12);
      const tall = Matrix.from1DArray(
        3 * n,
        n,
        Array.from({ length: 3 * n * n }, () => random.normal()),
      );
      const ridge = Matrix.eye(n).mul(0.1);
      const a = Float64Array.from(tall.transpose().mmul(tall).add(ridge).to1DArray());
      const x = Float64Array.from({ length: n }, () => random.normal());
      const b = Float64Array.from({ length: n }, (_, i) =>
        x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0),
      );
      expect(choleskyFactor(a, n)).toBe(true);
      choleskySolve(a, n, b);
      for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i]!, 8);
    }
  });
});
