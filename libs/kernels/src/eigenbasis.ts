import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * Eigenvectors of a symmetric matrix, one a column.
 * @param matrix `factors` lines of `stride` values, of which the first `factors` are read.
 * @returns factors x factors, row by row.
 * @throws RangeError when a value is not finite.
 */
export function eigenvectors(matrix: Float64Array, factors: number, stride = factors): Float64Array {
  const lines = Array.from({ length: factors }, (_, line) =>
    matrix.subarray(line * stride, line * stride + factors),
  );
  if (!lines.every((line) => line.every(Number.isFinite)))
    throw new RangeError(`training diverged: vectors of ${factors} factors are not finite`);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(lines.map((line) => [...line])), {
    assumeSymmetric: true,
  });
  return Float64Array.from(eigenvectorMatrix.to1DArray());
}

/** The transposed of a factors x factors matrix: of an orthogonal one, the inverse. */
export function transposed(matrix: Float64Array, factors: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % factors) * factors + Math.floor(at / factors)]!);
}

/** Each row of `vectors` times the factors x factors matrix. */
export function rotated(vectors: Float64Array, matrix: Float64Array, factors: number): Float64Array {
  const result = new Float64Array(vectors.length);
  for (let start = 0; start < vectors.length; start += factors) {
    for (let line = 0; line < factors; line++) {
      const value = vectors[start + line]!;
      const from = line * factors;
      for (let column = 0; column < factors; column++)
        result[start + column]! += value * matrix[from + column]!;
    }
  }
  return result;
}
