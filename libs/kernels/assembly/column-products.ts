/** An entry of the present columns: the place of its column in a row of the products, in bytes, and its value. */
const ENTRY: usize = 8;
/** Of each row of the matrix its entries so far, from one address to another; before the first 0 and how many come. */
const RANGE: usize = 8;

/**
 * Of `n` columns of a sparse matrix, each ascending, the products with those before: below the diagonal of
 * `products`, n x n float64, which are made anew; and their products with the column `target`: `right`, n float64.
 * `columns` are n int32; `starts` (int32), `rows` (int32) and `values` (float32) hold the matrix by columns.
 * `ranges`, 8 bytes for each row, are zeros before and after; `entries` has 8 bytes for each entry of the columns.
 */
export function multiplyColumns(
  columns: usize,
  n: usize,
  target: usize,
  starts: usize,
  rows: usize,
  values: usize,
  ranges: usize,
  entries: usize,
  products: usize,
  right: usize,
): void {
  const last = columns + n * 4;
  for (let column = columns; column < last; column += 4) {
    const number = <usize>load<u32>(column);
    const end = rows + endOf(number, starts);
    for (let at = rows + startOf(number, starts); at < end; at += 4) {
      const range = rangeOf(at, ranges);
      store<u32>(range, load<u32>(range, 4) + 1, 4);
    }
  }
  memory.fill(products, 0, 8 * n * n);
  let next = entries;
  let line = products;
  for (let column = columns, place: usize = 0; column < last; column += 4, place += 8, line += 8 * n) {
    const number = <usize>load<u32>(column);
    const end = endOf(number, starts);
    for (let at = startOf(number, starts); at < end; at += 4) {
      const value = load<f32>(values + at);
      const wide = <f64>value;
      const range = rangeOf(rows + at, ranges);
      let from = <usize>load<u32>(range);
      let to = <usize>load<u32>(range, 4);
      if (from == 0) {
        from = next;
        next += ENTRY * to;
        to = from;
        store<u32>(range, <u32>from);
      }
      for (; from < to; from += ENTRY) add(line + <usize>load<u32>(from), wide * <f64>load<f32>(from, 4));
      store<u32>(to, <u32>place);
      store<f32>(to, value, 4);
      store<u32>(range, <u32>(to + ENTRY), 4);
    }
  }
  memory.fill(right, 0, 8 * n);
  const end = endOf(target, starts);
  for (let at = startOf(target, starts); at < end; at += 4) {
    const value = <f64>load<f32>(values + at);
    const range = rangeOf(rows + at, ranges);
    const to = <usize>load<u32>(range, 4);
    for (let from = <usize>load<u32>(range); from < to; from += ENTRY)
      add(right + <usize>load<u32>(from), value * <f64>load<f32>(from, 4));
  }
  for (let column = columns; column < last; column += 4) {
    const number = <usize>load<u32>(column);
    const end = rows + endOf(number, starts);
    for (let at = rows + startOf(number, starts); at < end; at += 4) store<u64>(rangeOf(at, ranges), 0);
  }
}

// @ts-ignore: decorator
@inline
function add(cell: usize, value: f64): void {
  store<f64>(cell, load<f64>(cell) + value);
}

// @ts-ignore: decorator
@inline
function rangeOf(row: usize, ranges: usize): usize {
  return ranges + RANGE * (<usize>load<u32>(row));
}

/** In bytes, as the end. */
// @ts-ignore: decorator
@inline
function startOf(column: usize, starts: usize): usize {
  return 4 * (<usize>load<u32>(starts + 4 * column));
}

// @ts-ignore: decorator
@inline
function endOf(column: usize, starts: usize): usize {
  return 4 * (<usize>load<u32>(starts + 4 * column, 4));
}
