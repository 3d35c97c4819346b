/** Columns that {@link explainColumns} solves side by side, two in each vector. */
const SIDE_BY_SIDE: usize = 8;
const LINE_OF_COLUMNS: usize = SIDE_BY_SIDE * 8;

/**
 * What each observed pair of the row that `solveRow` (exact.ts) has just factored into `a` adds to the scores
 * of eight columns (float32 vectors, one behind the other): products[column * count + n] (float64) = (weight
 * + bonus) * y_n . A^-1 column. Scratch: `solved`, width x 8 float64.
 */
export function explainColumns(
  a: usize,
  solved: usize,
  width: usize,
  columns: usize,
  rows: usize,
  weights: usize,
  count: usize,
  bonus: f32,
  products: usize,
): void {
  solveColumns(a, solved, width, columns);
  for (let n: usize = 0; n < count; n++, rows += width * 4, products += 8) {
    const pull = f64x2.splat(<f64>load<f32>(weights + n * 4) + <f64>bonus);
    let p = f64x2.splat(0);
    let q = f64x2.splat(0);
    let r = f64x2.splat(0);
    let s = f64x2.splat(0);
    for (let f: usize = 0, z = solved; f < width; f++, z += LINE_OF_COLUMNS) {
      const y = f64x2.splat(<f64>load<f32>(rows + f * 4));
      p = f64x2.add(p, f64x2.mul(y, v128.load(z)));
      q = f64x2.add(q, f64x2.mul(y, v128.load(z, 16)));
      r = f64x2.add(r, f64x2.mul(y, v128.load(z, 32)));
      s = f64x2.add(s, f64x2.mul(y, v128.load(z, 48)));
    }
    storeTwo(products, count, 0, f64x2.mul(pull, p));
    storeTwo(products, count, 2, f64x2.mul(pull, q));
    storeTwo(products, count, 4, f64x2.mul(pull, r));
    storeTwo(products, count, 6, f64x2.mul(pull, s));
  }
}

/** solved = A^-1 columns, value by value for all eight: two triangular solves of the factored `a`. */
function solveColumns(a: usize, solved: usize, width: usize, columns: usize): void {
  for (let i: usize = 0; i < width; i++) {
    const line = a + i * width * 8;
    const at = columns + i * 4;
    let p = twoOf(at, width, 0);
    let q = twoOf(at, width, 2);
    let r = twoOf(at, width, 4);
    let s = twoOf(at, width, 6);
    for (let j: usize = 0, z = solved; j < i; j++, z += LINE_OF_COLUMNS) {
      const l = v128.load64_splat(line + j * 8);
      p = f64x2.sub(p, f64x2.mul(l, v128.load(z)));
      q = f64x2.sub(q, f64x2.mul(l, v128.load(z, 16)));
      r = f64x2.sub(r, f64x2.mul(l, v128.load(z, 32)));
      s = f64x2.sub(s, f64x2.mul(l, v128.load(z, 48)));
    }
    storeEight(solved + i * LINE_OF_COLUMNS, v128.load64_splat(line + i * 8), p, q, r, s);
  }
  for (let i = width; i-- > 0; ) {
    const own = solved + i * LINE_OF_COLUMNS;
    let p = v128.load(own);
    let q = v128.load(own, 16);
    let r = v128.load(own, 32);
    let s = v128.load(own, 48);
    for (let j = i + 1, z = own + LINE_OF_COLUMNS; j < width; j++, z += LINE_OF_COLUMNS) {
      const l = v128.load64_splat(a + (j * width + i) * 8);
      p = f64x2.sub(p, f64x2.mul(l, v128.load(z)));
      q = f64x2.sub(q, f64x2.mul(l, v128.load(z, 16)));
      r = f64x2.sub(r, f64x2.mul(l, v128.load(z, 32)));
      s = f64x2.sub(s, f64x2.mul(l, v128.load(z, 48)));
    }
    storeEight(own, v128.load64_splat(a + (i * width + i) * 8), p, q, r, s);
  }
}

/** One value of two neighbouring columns. */
// @ts-ignore: decorator
@inline
function twoOf(at: usize, width: usize, column: usize): v128 {
  const first = at + column * width * 4;
  return f64x2.replace_lane(f64x2.splat(<f64>load<f32>(first)), 1, <f64>load<f32>(first + width * 4));
}

// @ts-ignore: decorator
@inline
function storeEight(to: usize, factor: v128, p: v128, q: v128, r: v128, s: v128): void {
  v128.store(to, f64x2.mul(factor, p));
  v128.store(to, f64x2.mul(factor, q), 16);
  v128.store(to, f64x2.mul(factor, r), 32);
  v128.store(to, f64x2.mul(factor, s), 48);
}

// @ts-ignore: decorator
@inline
function storeTwo(to: usize, count: usize, column: usize, two: v128): void {
  const first = to + column * count * 8;
  store<f64>(first, f64x2.extract_lane(two, 0));
  store<f64>(first + count * 8, f64x2.extract_lane(two, 1));
}
