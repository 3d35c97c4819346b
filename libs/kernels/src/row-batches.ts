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
