/** Rows by falling number of entries: order[rank] = row, rank[row] = rank; rows without entries come last. */
export interface PopularityOrder {
  order: Int32Array;
  rank: Int32Array;
  counts: Int32Array;
  /** Number of rows that have entries: ranks 0 .. observed - 1. */
  observed: number;
}

/**
 * Counting sort by count, equal counts by row: popular vectors stand together in memory and heavy rows are
 * solved first.
 */
export function popularityOrder(counts: Int32Array): PopularityOrder {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const next = new Int32Array(most + 2);
  for (const count of counts) next[most - count + 1]! += 1;
  const observed = counts.length - (next[most + 1] ?? 0);
  for (let n = 1; n < next.length; n++) next[n]! += next[n - 1]!;
  const order = new Int32Array(counts.length);
  const rank = new Int32Array(counts.length);
  for (let row = 0; row < counts.length; row++) {
    const at = next[most - counts[row]!]!++;
    order[at] = row;
    rank[row] = at;
  }
  return { order, rank, counts, observed };
}
