/** Fields of binary COPY: length and value, highest byte first. Each answers where the next begins. */

// @ts-ignore: decorator
@inline
function swapped32(value: u32): u32 {
  return bswap<u32>(value);
}

// @ts-ignore: decorator
@inline
export function beginRow(at: usize, fields: u32): usize {
  store<u16>(at, <u16>bswap<u16>(<u16>fields));
  return at + 2;
}

// @ts-ignore: decorator
@inline
export function addInt64(at: usize, value: i64): usize {
  store<u32>(at, 0x08000000);
  store<u64>(at, bswap<u64>(<u64>value), 4);
  return at + 12;
}

// @ts-ignore: decorator
@inline
export function addInt32(at: usize, value: i32): usize {
  store<u32>(at, 0x04000000);
  store<u32>(at, swapped32(<u32>value), 4);
  return at + 8;
}

// @ts-ignore: decorator
@inline
export function addInt16(at: usize, value: i32): usize {
  store<u32>(at, 0x02000000);
  store<u16>(at, bswap<u16>(<u16>value), 4);
  return at + 6;
}

// @ts-ignore: decorator
@inline
export function addFloat32(at: usize, value: f32): usize {
  return addInt32(at, reinterpret<i32>(value));
}

// @ts-ignore: decorator
@inline
export function addNull(at: usize): usize {
  store<i32>(at, -1);
  return at + 4;
}

/** A text's length; its bytes follow. */
// @ts-ignore: decorator
@inline
export function beginText(at: usize, bytes: u32): usize {
  store<u32>(at, swapped32(bytes));
  return at + 4;
}

/** A bit string of 256 bits; null when none is set. */
export function addBits256(at: usize, bits: usize): usize {
  if (!v128.any_true(v128.or(v128.load(bits), v128.load(bits, 16)))) return addNull(at);
  store<u32>(at, 0x24000000);
  store<u32>(at, 0x00010000, 4);
  v128.store(at, v128.load(bits), 8);
  v128.store(at, v128.load(bits, 16), 24);
  return at + 40;
}
