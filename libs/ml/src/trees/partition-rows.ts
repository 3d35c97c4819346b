/**
 * Moves the rows of `rows[begin..end)` that go left to the front, both sides in their old order, and returns where the
 * right side begins. A row goes left when its bin is at most `lastLeft`, or is missing and `missingLeft`.
 * Without branches on the data, which a processor would guess wrong for every other row.
 * @param bins of the column by row number, read from `offset` on.
 * @param spare as long as `rows`; its content is overwritten.
 */
export function partitionRows(
  bins: Uint8Array,
  offset: number,
  lastLeft: number,
  missingLeft: boolean,
  rows: Uint32Array,
  begin: number,
  end: number,
  spare: Uint32Array,
): number {
  const firstMissing = missingLeft ? 255 : 256;
  let left = begin;
  let right = 0;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const bin = bins[offset + row]!;
    const goesLeft = ((bin - lastLeft - 1) >>> 31) | ((firstMissing - 1 - bin) >>> 31);
    rows[left] = row;
    spare[right] = row;
    left += goesLeft;
    right += 1 - goesLeft;
  }
  for (let i = 0; i < right; i++) rows[left + i] = spare[i]!;
  return left;
}
