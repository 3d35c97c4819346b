import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Whitening } from './whitening.js';

/**
 * Standard errors of the standardised weights (weight times deviation): the inverse of the observed information, `rows` times
 * the mean `hessian` at (1, u), carried back through the whitening (Wald; McCullagh and Nelder 1989, 4.4).
 * A direction without curvature, as separable classes have, gets a very large one.
 */
export function standardErrors(hessian: Matrix, rows: number, whitening: Whitening): Float64Array {
  const { deviations, directions, transform } = whitening;
  let cholesky = new CholeskyDecomposition(hessian);
  for (let ridge = 1e-12; !cholesky.isPositiveDefinite(); ridge *= 100)
    cholesky = new CholeskyDecomposition(Matrix.add(hessian, Matrix.eye(hessian.rows).mul(ridge)));
  const inverse = cholesky.solve(Matrix.eye(hessian.rows));
  return deviations.map((deviation, j) => {
    const row = transform.subarray(j * directions, (j + 1) * directions);
    let variance = 0;
    // Direction k stands behind the intercept.
    row.forEach((a, k) => row.forEach((b, l) => (variance += a * b * inverse.get(k + 1, l + 1))));
    return deviation * Math.sqrt(variance / rows);
  });
}
