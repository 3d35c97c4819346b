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

/** Bytes of gathered vectors up to which rows share a batch: they stay in a second-level cache of 1 MiB. */
const BATCH_BYTES = 512 * 1024;

/**
 * Cuts rows into batches whose products with the Gram matrix are computed together: four rows where their
 * gathered vectors stay in the cache together, else one. Depends on the matrix alone, never on the number of
 * threads.
 * @param starts rows + 1 offsets. @returns the first row of each batch and, last, the number of rows.
 */
export function rowBatches(starts: Int32Array, width: number, capacity: number): Int32Array {
  const rows = starts.length - 1;
  const most = Math.min(capacity, BATCH_BYTES / (width * 4));
  const batches = [0];
  for (let row = 0; row < rows;) {
    row += row + 4 <= rows && starts[row + 4]! - starts[row]! + 12 <= most ? 4 : 1;
    batches.push(row);
  }
  return Int32Array.from(batches);
}

/** Batches, rows and entries that are in a memory together, each from the first to before the last number. */
export interface RowBlock {
  batches: [from: number, to: number];
  rows: [from: number, to: number];
  entries: [from: number, to: number];
}

/** Cuts batches into blocks of as many as fit, at least one. */
export function rowBlocks(
  starts: Int32Array,
  batches: Int32Array,
  fits: (rows: number, entries: number) => boolean,
): RowBlock[] {
  const blocks: RowBlock[] = [];
  for (let from = 0; from + 1 < batches.length;) {
    const row = batches[from]!;
    const entry = starts[row]!;
    let to = from + 1;
    while (to + 1 < batches.length && fits(batches[to + 1]! - row, starts[batches[to + 1]!]! - entry)) to++;
    const end = batches[to]!;
    blocks.push({ batches: [from, to], rows: [row, end], entries: [entry, starts[end]!] });
    from = to;
  }
  return blocks;
}
