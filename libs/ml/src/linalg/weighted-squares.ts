import type { DenseMatrix } from './dense-matrix.js';

/**
 * Adds the sum over rows of weight * row row' to the lower triangle of `sums`, columns x columns. No weight
 * is negative.
 */
export type AddWeightedSquares = (rows: DenseMatrix, weights: Float64Array, sums: Float64Array) => void;

/**
 * Adds the sum over rows of weight * row row' to the lower triangle of `sums`, four rows and two lines at a
 * time: a sum is read and written a fourth as often, and a row half as often.
 */
export function addWeightedSquares(
  { rows, columns: d, values }: DenseMatrix,
  weights: Float64Array,
  sums: Float64Array,
): void {
  const whole = rows - (rows % 4);
  for (let i = 0; i < whole; i += 4) addFourRows(values, i * d, d, weights, i, sums);
  for (let i = whole; i < rows; i++) {
    for (let a = 0; a < d; a++) {
      const weighted = weights[i]! * values[i * d + a]!;
      for (let b = 0; b <= a; b++) sums[a * d + b]! += weighted * values[i * d + b]!;
    }
  }
}

/** Four rows that begin at `r0`. */
function addFourRows(
  values: Float64Array,
  r0: number,
  d: number,
  weights: Float64Array,
  row: number,
  sums: Float64Array,
): void {
  const r1 = r0 + d;
  const r2 = r1 + d;
  const r3 = r2 + d;
  const w0 = weights[row]!;
  const w1 = weights[row + 1]!;
  const w2 = weights[row + 2]!;
  const w3 = weights[row + 3]!;
  let a = 0;
  for (; a + 1 < d; a += 2) {
    const u0 = w0 * values[r0 + a]!;
    const u1 = w1 * values[r1 + a]!;
    const u2 = w2 * values[r2 + a]!;
    const u3 = w3 * values[r3 + a]!;
    const v0 = w0 * values[r0 + a + 1]!;
    const v1 = w1 * values[r1 + a + 1]!;
    const v2 = w2 * values[r2 + a + 1]!;
    const v3 = w3 * values[r3 + a + 1]!;
    const upper = a * d;
    const lower = upper + d;
    for (let b = 0; b <= a; b++) {
      const x0 = values[r0 + b]!;
      const x1 = values[r1 + b]!;
      const x2 = values[r2 + b]!;
      const x3 = values[r3 + b]!;
      sums[upper + b]! += u0 * x0 + u1 * x1 + u2 * x2 + u3 * x3;
      sums[lower + b]! += v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3;
    }
    sums[lower + a + 1]! +=
      v0 * values[r0 + a + 1]! +
      v1 * values[r1 + a + 1]! +
      v2 * values[r2 + a + 1]! +
      v3 * values[r3 + a + 1]!;
  }
  // The last line of an odd number.
  if (a < d) {
    const [u0, u1, u2, u3] = [
      w0 * values[r0 + a]!,
      w1 * values[r1 + a]!,
      w2 * values[r2 + a]!,
      w3 * values[r3 + a]!,
    ];
    for (let b = 0; b <= a; b++) {
      sums[a * d + b]! +=
        u0 * values[r0 + b]! + u1 * values[r1 + b]! + u2 * values[r2 + b]! + u3 * values[r3 + b]!;
    }
  }
}
