import type { Excluded } from '#kernels';

/** Rows of several lists in one. */
export function joinedRows(lists: readonly ArrayLike<number>[]): Int32Array {
  const rows = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    rows.set(list, at);
    at += list.length;
  }
  return rows;
}

/** What is excluded, and some rows more. */
export function alsoExcluded(excluded: Excluded, rows: ArrayLike<number>): Excluded {
  if (!('bits' in excluded)) return joinedRows([excluded, rows]);
  return { bits: excluded.bits, besides: joinedRows([excluded.besides, rows]) };
}
