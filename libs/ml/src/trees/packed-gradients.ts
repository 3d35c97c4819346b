const GRADIENT_LIMIT = 67108864;
const HESSIAN_LIMIT = 134217728;
/** Rows that can be packed together: rounding alone may use half of either limit. */
export const MAX_PACKED_ROWS = 33554432;

/**
 * Gradients and curvatures of the rows of one tree as whole numbers: round(g * gradientScale) and
 * round(h * hessianScale). Whole numbers add without rounding, so the trees do not depend on the order of the
 * additions, and the histogram of a sibling by subtraction is exact. About 11-13 bits remain for one row's
 * gradient, three decimal orders below its statistical noise (quantised training: Shi et al., NeurIPS 2022,
 * needs 2-5 bits).
 */
export interface PackedGradients {
  /** Factors from real to packed units, powers of two. */
  readonly gradientScale: number;
  readonly hessianScale: number;
  /** The largest packed curvature of one row: `hessianScale` / 4 for log loss, times the largest weight. */
  readonly largestHessian: number;
  /** Sums of all rows in packed units. */
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * Packs the gradients p - y of the log loss of `rows[0..count)` and their curvatures p (1 - p), both times the weight
 * of the row, with the largest scales whose sums cannot overflow: by row number the curvature, behind it the
 * gradient. Every row keeps a curvature of at least 1, so the sums of a bin with rows are never zero.
 * @param weights by row number
 * @param gradients receives the exact ones without weights, in the order of `rows`
 */
export function packGradients(
  margins: Float64Array,
  labels: Uint8Array,
  weights: Float64Array,
  rows: Uint32Array,
  count: number,
  gradients: Float64Array,
  packed: Int32Array,
): PackedGradients {
  let gradientSum = 0;
  let hessianSum = 0;
  let largestWeight = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    gradients[i] = 1 / (1 + Math.exp(-margins[row]!)) - labels[row]!;
    const g = Math.abs(gradients[i]!);
    const weight = weights[row]!;
    gradientSum += weight * g;
    hessianSum += weight * g * (1 - g);
    if (weight > largestWeight) largestWeight = weight;
  }
  const gradientScale = powerOfTwoBelow((GRADIENT_LIMIT - count) / Math.max(gradientSum, 1e-9));
  const hessianScale = powerOfTwoBelow((HESSIAN_LIMIT - 2 * count) / Math.max(hessianSum, 1e-9));
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const g = gradients[i]!;
    const a = Math.abs(g);
    const weight = weights[row]!;
    const whole = Math.floor(weight * g * gradientScale + 0.5);
    const curvature = Math.max(1, Math.floor(weight * a * (1 - a) * hessianScale + 0.5));
    packed[2 * row] = curvature;
    packed[2 * row + 1] = whole;
    gradient += whole;
    hessian += curvature;
  }
  const largestHessian = Math.max(1, (largestWeight * hessianScale) / 4);
  return { gradientScale, hessianScale, largestHessian, gradient, hessian };
}

function powerOfTwoBelow(value: number): number {
  return 2 ** Math.min(30, Math.floor(Math.log2(value)));
}
