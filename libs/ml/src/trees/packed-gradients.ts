/**
 * Gradient and curvature of a row as one exact whole number in a float64: round(g * gradientScale) * 2^27 +
 * round(h * hessianScale). One load, add and store then moves both into a histogram, and because whole numbers below
 * 2^53 add without rounding, any order of additions gives the same sums: the trees do not depend on how rows or columns
 * are split among threads, and a sibling by subtraction is exact. About 11-13 bits remain for one row's gradient,
 * three decimal orders below its statistical noise (quantised training: Shi et al., NeurIPS 2022, needs 2-5 bits).
 */
export const HESSIAN_UNIT = 134217728;
export const PER_HESSIAN_UNIT = 1 / HESSIAN_UNIT;
const GRADIENT_LIMIT = 67108864;
/** Rows that can be packed together: rounding alone may use half of either field. */
export const MAX_PACKED_ROWS = 33554432;

/** Factors from real to packed units, chosen for one tree; powers of two. */
export interface PackingScale {
  readonly gradient: number;
  readonly hessian: number;
  /** The largest packed curvature of one row: `hessian` / 4 for log loss. */
  readonly largestHessian: number;
}

/** Gradient of the log loss p - y for `rows[0..count)` into `gradients`, by row number. */
export function logLossGradients(
  margins: Float64Array,
  labels: Uint8Array,
  rows: Uint32Array,
  count: number,
  gradients: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    gradients[row] = 1 / (1 + Math.exp(-margins[row]!)) - labels[row]!;
  }
}

/**
 * Packs the log-loss gradients of `rows[0..count)`, whose curvature p (1 - p) is |g| (1 - |g|), with the largest scales
 * whose sums cannot overflow. Every row keeps a curvature of at least 1, so an occupied bin is never zero.
 */
export function packGradients(
  gradients: Float64Array,
  rows: Uint32Array,
  count: number,
  packed: Float64Array,
): PackingScale {
  let gradientSum = 0;
  let hessianSum = 0;
  for (let i = 0; i < count; i++) {
    const g = Math.abs(gradients[rows[i]!]!);
    gradientSum += g;
    hessianSum += g * (1 - g);
  }
  const gradient = powerOfTwoBelow((GRADIENT_LIMIT - count) / Math.max(gradientSum, 1e-9));
  const hessian = powerOfTwoBelow((HESSIAN_UNIT - 2 * count) / Math.max(hessianSum, 1e-9));
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const g = gradients[row]!;
    const a = Math.abs(g);
    const h = Math.floor(a * (1 - a) * hessian + 0.5);
    packed[row] = Math.floor(g * gradient + 0.5) * HESSIAN_UNIT + (h > 1 ? h : 1);
  }
  return { gradient, hessian, largestHessian: Math.max(1, hessian / 4) };
}

function powerOfTwoBelow(value: number): number {
  return 2 ** Math.min(30, Math.floor(Math.log2(value)));
}
