import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import type { AddWeightedSquares } from '../linalg/weighted-squares.js';

/**
 * Directions of the correlation matrix with less than this share of a single column's variance are treated as exact
 * collinearity: float64 products over 10^5 rows leave about 1e-12 of noise there, real but tiny directions lie above.
 */
const COLLINEAR_BELOW = 1e-9;

/**
 * The directions that rows of (1, z) span, z standardised, from the eigenvectors of their correlation matrix
 * (PCA whitening): columns x (1 + directions), the first for the intercept. (1, u) = (1, z) * basis has
 * uncorrelated columns of unit variance, and weights of (1, z) are basis * theta. Of collinear columns only
 * the directions that they span are there, so each gets its share of a common weight.
 * @param ridge is added to every eigenvalue: u and rows of that variance more in every direction have covariance I
 */
export function whiteningBasis(
  rows: DenseMatrix,
  ridge: number,
  addSquares: AddWeightedSquares,
): DenseMatrix {
  const d = rows.columns - 1;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(correlation(rows, addSquares), {
    assumeSymmetric: true,
  });
  const kept = realEigenvalues.map((_, k) => k).filter((k) => realEigenvalues[k]! > COLLINEAR_BELOW);
  const columns = 1 + kept.length;
  const values = new Float64Array((1 + d) * columns);
  values[0] = 1;
  for (let j = 0; j < d; j++) {
    kept.forEach((k, direction) => {
      values[(1 + j) * columns + 1 + direction] =
        eigenvectorMatrix.get(j, k) / Math.sqrt(realEigenvalues[k]! + ridge);
    });
  }
  return { rows: 1 + d, columns, values };
}

function correlation(rows: DenseMatrix, addSquares: AddWeightedSquares): Matrix {
  const width = rows.columns;
  const sums = new Float64Array(width * width);
  addSquares(rows, new Float64Array(rows.rows).fill(1), sums);
  const result = new Matrix(width - 1, width - 1);
  for (let a = 1; a < width; a++) {
    for (let b = 1; b <= a; b++) {
      result.set(a - 1, b - 1, sums[a * width + b]! / rows.rows);
      result.set(b - 1, a - 1, sums[a * width + b]! / rows.rows);
    }
  }
  return result;
}

/** Rows of (1, u), see {@link whiteningBasis}. */
export function whitenedRows({ rows, columns, values: from }: DenseMatrix, basis: DenseMatrix): DenseMatrix {
  const width = basis.columns;
  const values = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const out = i * width;
    for (let j = 0; j < columns; j++) {
      const value = from[i * columns + j]!;
      for (let k = 0; k < width; k++) values[out + k]! += value * basis.values[j * width + k]!;
    }
  }
  return { rows, columns: width, values };
}
