import { COLUMN_BYTES } from './gradient-split';

/**
 * Bytes of a column in a histogram: 256 cells of 8, the sums of the rows of a bin, and a gap. 33 cache lines are
 * odd, so that the columns spread over all sets of a first-level cache.
 */
export const STRIDE: usize = 2112;

/**
 * Writes the sums of `rows[0..count)` (row numbers, 4 bytes) to a histogram of `columns` columns: the gradient in
 * the high and the curvature in the low 32 bits of a cell, both whole numbers. Curvatures are not negative
 * and their sums stay below 2^31, so one addition adds both exactly. `bins` has one byte a column, row by row;
 * `sums` 8 bytes a row. Only the columns of a list (gradient-split.ts) are read and written; all where it is empty.
 */
export function fillHistogram(
  bins: usize,
  columns: usize,
  list: usize,
  listEnd: usize,
  rows: usize,
  count: usize,
  sums: usize,
  histogram: usize,
): void {
  if (list === listEnd) memory.fill(histogram, 0, columns * STRIDE);
  for (let entry = list; entry < listEnd; entry += COLUMN_BYTES)
    memory.fill(histogram + <usize>load<u32>(entry) * STRIDE, 0, STRIDE);
  for (const end = rows + count * 4; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows);
    const value = load<i64>(sums + row * 8);
    if (list === listEnd) addRow(bins + row * columns, columns, value, histogram);
    else addSome(bins + row * columns, list, listEnd, value, histogram);
  }
}

// @ts-ignore: decorator
@inline
function addRow(at: usize, columns: usize, value: i64, to: usize): void {
  const end = at + columns;
  for (; at + 4 <= end; at += 4, to += 4 * STRIDE) {
    add(to, at, value);
    add(to + STRIDE, at + 1, value);
    add(to + 2 * STRIDE, at + 2, value);
    add(to + 3 * STRIDE, at + 3, value);
  }
  for (; at < end; at++, to += STRIDE) add(to, at, value);
}

// @ts-ignore: decorator
@inline
function addSome(at: usize, list: usize, listEnd: usize, value: i64, histogram: usize): void {
  for (; list < listEnd; list += COLUMN_BYTES) {
    const column = <usize>load<u32>(list);
    add(histogram + column * STRIDE, at + column, value);
  }
}

// @ts-ignore: decorator
@inline
function add(cells: usize, bin: usize, value: i64): void {
  const cell = cells + (<usize>load<u8>(bin) << 3);
  store<i64>(cell, load<i64>(cell) + value);
}

/** parent -= child: the histogram of the other child. */
export function subtractHistogram(parent: usize, child: usize, columns: usize): void {
  for (const end = parent + columns * STRIDE; parent < end; parent += 16, child += 16)
    v128.store(parent, i64x2.sub(v128.load(parent), v128.load(child)));
}
