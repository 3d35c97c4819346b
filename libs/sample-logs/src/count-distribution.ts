import type { KeyedRandom } from './keyed-random.js';

export interface CountShape {
  /** Probability that the count is 1 or more. */
  chance: number;
  /** Median and log-scale spread of the log-normal that is rounded to whole numbers. */
  median: number;
  sigma: number;
  /** Largest count that can occur. */
  cap: number;
}

/**
 * Standard normal distribution function by the error function of Abramowitz and Stegun 7.1.26 (error <
 * 1.5e-7).
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp(-z * z);
  return x >= 0 ? 1 - tail : tail;
}

/**
 * A distribution of counts from 0 to `cap`, given as a finite table. Sampling and likelihood read the same
 * table, so a posterior computed from `probability` is exact for what `draw` produces, whatever the table was
 * made from.
 */
export class CountDistribution {
  readonly probability: Float64Array;
  private readonly cumulative: Float64Array;

  constructor(shape: CountShape) {
    const { chance, median, sigma, cap } = shape;
    const table = new Float64Array(cap + 1);
    const upTo = (x: number): number => (x <= 0 ? 0 : normalCdf(Math.log(x / median) / sigma));
    let total = 0;
    for (let k = 1; k <= cap; k++) {
      table[k] = Math.max(upTo(k + 0.5) - (k === 1 ? 0 : upTo(k - 0.5)), 1e-12);
      total += table[k]!;
    }
    for (let k = 1; k <= cap; k++) table[k]! *= chance / total;
    table[0] = 1 - chance;
    this.probability = table;
    this.cumulative = new Float64Array(cap + 1);
    let sum = 0;
    for (let k = 0; k <= cap; k++) this.cumulative[k] = sum += table[k]!;
  }

  /** Draws a count by inversion, one 32-bit number each. */
  draw(random: KeyedRandom): number {
    const u = random.unit();
    const sums = this.cumulative;
    if (u < sums[0]!) return 0;
    let low = 1;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (u < sums[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
