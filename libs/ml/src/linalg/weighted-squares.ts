import type { DenseMatrix } from './dense-matrix.js';

/**
 * Adds the sum over rows of weight * row row' to the lower triangle of `sums`, four rows at a time: a sum is read and written
 * a fourth as often (58,000 x 45: 36 ms instead of 73).
 */
export function addWeightedSquares(
  { rows, columns: d, values }: DenseMatrix,
  weights: Float64Array,
  sums: Float64Array,
): void {
  const whole = rows - (rows % 4);
  for (let i = 0; i < whole; i += 4) {
    const r0 = i * d;
    const r1 = r0 + d;
    const r2 = r1 + d;
    const r3 = r2 + d;
    for (let a = 0; a < d; a++) {
      const w0 = weights[i]! * values[r0 + a]!;
      const w1 = weights[i + 1]! * values[r1 + a]!;
      const w2 = weights[i + 2]! * values[r2 + a]!;
      const w3 = weights[i + 3]! * values[r3 + a]!;
      const at = a * d;
      for (let b = 0; b <= a; b++) {
        sums[at + b]! +=
          w0 * values[r0 + b]! + w1 * values[r1 + b]! + w2 * values[r2 + b]! + w3 * values[r3 + b]!;
      }
    }
  }
  for (let i = whole; i < rows; i++) {
    for (let a = 0; a < d; a++) {
      const weighted = weights[i]! * values[i * d + a]!;
      for (let b = 0; b <= a; b++) sums[a * d + b]! += weighted * values[i * d + b]!;
    }
  }
}
