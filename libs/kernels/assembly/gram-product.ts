import { madd } from './lanes';

/**
 * q = G p for four vectors that follow each other: a tile of 4 vectors x 8 columns in registers, each value
 * of G read once for four.
 */
export function timesGramOf4(packed: usize, p: usize, q: usize, width: usize): void {
  const bytes = width * 4;
  let g = packed;
  for (let column: usize = 0; column < bytes; column += 32) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let d0 = f32x4.splat(0);
    let d1 = f32x4.splat(0);
    let pa = p;
    let pb = p + bytes;
    let pc = pb + bytes;
    let pd = pc + bytes;
    for (const end = g + width * 32; g < end; g += 64, pa += 8, pb += 8, pc += 8, pd += 8) {
      let g0 = v128.load(g);
      let g1 = v128.load(g, 16);
      let s = v128.load32_splat(pa);
      a0 = madd(s, g0, a0);
      a1 = madd(s, g1, a1);
      s = v128.load32_splat(pb);
      b0 = madd(s, g0, b0);
      b1 = madd(s, g1, b1);
      s = v128.load32_splat(pc);
      c0 = madd(s, g0, c0);
      c1 = madd(s, g1, c1);
      s = v128.load32_splat(pd);
      d0 = madd(s, g0, d0);
      d1 = madd(s, g1, d1);
      g0 = v128.load(g, 32);
      g1 = v128.load(g, 48);
      s = v128.load32_splat(pa, 4);
      a0 = madd(s, g0, a0);
      a1 = madd(s, g1, a1);
      s = v128.load32_splat(pb, 4);
      b0 = madd(s, g0, b0);
      b1 = madd(s, g1, b1);
      s = v128.load32_splat(pc, 4);
      c0 = madd(s, g0, c0);
      c1 = madd(s, g1, c1);
      s = v128.load32_splat(pd, 4);
      d0 = madd(s, g0, d0);
      d1 = madd(s, g1, d1);
    }
    let to = q + column;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to += bytes;
    v128.store(to, b0);
    v128.store(to, b1, 16);
    to += bytes;
    v128.store(to, c0);
    v128.store(to, c1, 16);
    to += bytes;
    v128.store(to, d0);
    v128.store(to, d1, 16);
  }
}

/** q = G p for one vector, 16 columns at a time with two sums each, so that no sum waits for the one before. */
export function timesGram(packed: usize, p: usize, q: usize, width: usize): void {
  const panelBytes = width * 32;
  for (let column: usize = 0; column < width; column += 16) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let e = f32x4.splat(0);
    let f = f32x4.splat(0);
    let g = f32x4.splat(0);
    let h = f32x4.splat(0);
    let left = packed + (column >> 3) * panelBytes;
    let right = left + panelBytes;
    let from = p;
    for (const end = left + panelBytes; left < end; left += 64, right += 64, from += 8) {
      let s = v128.load32_splat(from);
      a = madd(s, v128.load(left), a);
      b = madd(s, v128.load(left, 16), b);
      c = madd(s, v128.load(right), c);
      d = madd(s, v128.load(right, 16), d);
      s = v128.load32_splat(from, 4);
      e = madd(s, v128.load(left, 32), e);
      f = madd(s, v128.load(left, 48), f);
      g = madd(s, v128.load(right, 32), g);
      h = madd(s, v128.load(right, 48), h);
    }
    const to = q + column * 4;
    v128.store(to, f32x4.add(a, e));
    v128.store(to, f32x4.add(b, f), 16);
    v128.store(to, f32x4.add(c, g), 32);
    v128.store(to, f32x4.add(d, h), 48);
  }
}
