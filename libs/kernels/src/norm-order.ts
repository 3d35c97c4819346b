/** Length of each row of a table. @throws RangeError when a value is not finite. */
export function normsOf(vectors: Float32Array, factors: number): Float32Array {
  const norms = new Float32Array(vectors.length / factors);
  for (let row = 0; row < norms.length; row++) {
    let square = 0;
    for (let at = row * factors; at < (row + 1) * factors; at++) square += vectors[at]! * vectors[at]!;
    if (!Number.isFinite(square)) throw new RangeError(`row ${row} holds a value that is not finite`);
    norms[row] = Math.sqrt(square);
  }
  return norms;
}

const ROW_BITS = 22;
/** Rows that an exact index can hold. */
export const MOST_EXACT_ROWS = 2 ** ROW_BITS;

/** Rows by falling norm, equal norms by row: order[rank] = row, rank[row] = rank. @throws RangeError above 4,194,304 rows. */
export function normOrder(norms: Float32Array): { order: Int32Array; rank: Int32Array } {
  if (norms.length > MOST_EXACT_ROWS)
    throw new RangeError(`at most ${MOST_EXACT_ROWS} rows, not ${norms.length}`);
  // The bits of positive floats order like the floats; a number holds them and the row exactly, and numbers sort without a comparator.
  const bits = new Uint32Array(norms.buffer, norms.byteOffset, norms.length);
  const keys = Float64Array.from(bits, (bit, row) => (0x7fffffff - bit) * 2 ** ROW_BITS + row).sort();
  const order = Int32Array.from(keys, (key) => key % 2 ** ROW_BITS);
  const rank = new Int32Array(norms.length);
  for (let at = 0; at < order.length; at++) rank[order[at]!] = at;
  return { order, rank };
}
