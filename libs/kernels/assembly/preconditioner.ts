import { sumOf } from './lanes';

/** Keeps the padding of a vector, whose diagonal may be 0, out of a division by 0. */
const LEAST: f32 = 1e-30;

/** r . z with z = r / (diagonal + penalty), over `bytes` bytes, a multiple of 64. */
export function preconditionedSquare(r: usize, diagonal: usize, penalty: f32, bytes: usize): f32 {
  const k = f32x4.splat(penalty);
  const least = f32x4.splat(LEAST);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  for (const end = r + bytes; r < end; r += 32, diagonal += 32) {
    const low = v128.load(r);
    const high = v128.load(r, 16);
    a = f32x4.add(a, f32x4.div(f32x4.mul(low, low), f32x4.max(least, f32x4.add(k, v128.load(diagonal)))));
    b = f32x4.add(b, f32x4.div(f32x4.mul(high, high), f32x4.max(least, f32x4.add(k, v128.load(diagonal, 16)))));
  }
  return sumOf(f32x4.add(a, b));
}

/** p = r / (diagonal + penalty) + keep * p. */
export function turn(p: usize, keep: f32, r: usize, diagonal: usize, penalty: f32, bytes: usize): void {
  const k = f32x4.splat(penalty);
  const kept = f32x4.splat(keep);
  const least = f32x4.splat(LEAST);
  for (const end = p + bytes; p < end; p += 16, r += 16, diagonal += 16) {
    const z = f32x4.div(v128.load(r), f32x4.max(least, f32x4.add(k, v128.load(diagonal))));
    v128.store(p, f32x4.add(z, f32x4.mul(kept, v128.load(p))));
  }
}
