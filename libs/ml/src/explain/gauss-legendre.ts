/** Points and weights on [0, 1] that integrate polynomials of degree up to 2 * points - 1 exactly. */
export interface Quadrature {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Gauss-Legendre quadrature moved to [0, 1]: the roots of the Legendre polynomial by Newton's method from the
 * asymptotic guess (Press et al., "Numerical Recipes", 3rd edition, 4.6.1), good to the last digits for the
 * few points used here.
 */
export function gaussLegendre(points: number): Quadrature {
  const at = new Float64Array(points);
  const weight = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 0;
    for (let step = 0; step < 100; step++) {
      let value = 1;
      let before = 0;
      for (let k = 1; k <= points; k++) {
        const next = ((2 * k - 1) * z * value - (k - 1) * before) / k;
        before = value;
        value = next;
      }
      slope = (points * (z * value - before)) / (z * z - 1);
      const move = value / slope;
      z -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    at[i] = (1 - z) / 2;
    weight[i] = 1 / ((1 - z * z) * slope * slope);
  }
  return { at, weight };
}
