/**
 * Standard deviation of x . y over the rows y of a table but for some of them, in O(factors^2) and what these
 * take: the sum over all rows is s . x, that of squares x' P x, with the sum s of the rows and the
 * sum P of their products y y'.
 */
export class ScoreSpread {
  private readonly sums: Float64Array;
  private readonly products: Float64Array;

  /** @param vectors rows x factors, row by row; at least one row. */
  constructor(
    private readonly vectors: Float32Array,
    private readonly factors: number,
  ) {
    const sums = new Float64Array(factors);
    const products = new Float64Array(factors * factors);
    for (let start = 0; start < vectors.length; start += factors) {
      for (let a = 0; a < factors; a++) {
        const value = vectors[start + a]!;
        if (value === 0) continue;
        sums[a]! += value;
        for (let b = 0; b <= a; b++) products[a * factors + b]! += value * vectors[start + b]!;
      }
    }
    for (let a = 0; a < factors; a++) {
      for (let b = 0; b <= a; b++) {
        products[b * factors + a] = products[a * factors + b]!;
      }
    }
    this.sums = sums;
    this.products = products;
  }

  /** @param without rows, each once. */
  of(query: Float32Array, without: Int32Array): number {
    const { factors, vectors, sums, products } = this;
    let sum = 0;
    let squares = 0;
    for (let a = 0; a < factors; a++) {
      let product = 0;
      for (let b = 0; b < factors; b++) product += products[a * factors + b]! * query[b]!;
      squares += product * query[a]!;
      sum += sums[a]! * query[a]!;
    }
    for (const row of without) {
      let score = 0;
      for (let f = 0; f < factors; f++) score += vectors[row * factors + f]! * query[f]!;
      sum -= score;
      squares -= score * score;
    }
    return standardDeviation(sum, squares, vectors.length / factors - without.length);
  }
}

/** Of so many values by their sum and the sum of their squares; 0 without any. */
export function standardDeviation(sum: number, squares: number, count: number): number {
  return count <= 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
