/**
 * Standard deviation of x . y over all rows y of a table, in O(factors^2) for each x: sqrt(x' C x) with the
 * covariance C of the rows.
 */
export class ScoreSpread {
  private readonly covariance: Float64Array;

  /** @param vectors rows x factors, row by row; at least one row. */
  constructor(
    vectors: Float32Array,
    private readonly factors: number,
  ) {
    const rows = vectors.length / factors;
    const mean = new Float64Array(factors);
    const products = new Float64Array(factors * factors);
    for (let start = 0; start < vectors.length; start += factors) {
      for (let a = 0; a < factors; a++) {
        const value = vectors[start + a]!;
        if (value === 0) continue;
        mean[a]! += value;
        for (let b = 0; b <= a; b++) products[a * factors + b]! += value * vectors[start + b]!;
      }
    }
    for (let a = 0; a < factors; a++) {
      for (let b = 0; b <= a; b++) {
        const value = products[a * factors + b]! / rows - (mean[a]! / rows) * (mean[b]! / rows);
        products[a * factors + b] = value;
        products[b * factors + a] = value;
      }
    }
    this.covariance = products;
  }

  of(query: Float32Array): number {
    const { factors, covariance } = this;
    let variance = 0;
    for (let a = 0; a < factors; a++) {
      let sum = 0;
      for (let b = 0; b < factors; b++) sum += covariance[a * factors + b]! * query[b]!;
      variance += sum * query[a]!;
    }
    return Math.sqrt(Math.max(0, variance));
  }
}
