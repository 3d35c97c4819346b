/** a * b + c in four lanes: one instruction, fused on x64 with FMA and on ARM. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

/** The sum of the four lanes of each argument, as the four lanes of one vector. */
// @ts-ignore: decorator
@inline
export function sumsOf4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * c + products of bytes, four neighbours summed: `a` of any sign, `b` from 0 to 127. The sum of all lanes is
 * exact.
 */
// @ts-ignore: decorator
@inline
export function maddBytes(a: v128, b: v128, c: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(a, b, c);
}

/** {@link sumsOf4} of whole numbers. */
// @ts-ignore: decorator
@inline
export function wholeSumsOf4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
export function sumOf(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/** x . y over `bytes` bytes, a multiple of 64. */
export function dot(x: usize, y: usize, bytes: usize): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (const end = x + bytes; x < end; x += 64, y += 64) {
    a = madd(v128.load(x), v128.load(y), a);
    b = madd(v128.load(x, 16), v128.load(y, 16), b);
    c = madd(v128.load(x, 32), v128.load(y, 32), c);
    d = madd(v128.load(x, 48), v128.load(y, 48), d);
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** y += factor * x over `bytes` bytes, a multiple of 64. */
export function addScaled(y: usize, factor: f32, x: usize, bytes: usize): void {
  const f = f32x4.splat(factor);
  for (const end = x + bytes; x < end; x += 64, y += 64) {
    v128.store(y, madd(f, v128.load(x), v128.load(y)));
    v128.store(y, madd(f, v128.load(x, 16), v128.load(y, 16)), 16);
    v128.store(y, madd(f, v128.load(x, 32), v128.load(y, 32)), 32);
    v128.store(y, madd(f, v128.load(x, 48), v128.load(y, 48)), 48);
  }
}
