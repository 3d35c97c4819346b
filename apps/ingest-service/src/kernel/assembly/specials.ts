import { SPECIALS } from './places';

/** So much is looked through at once: its places stay in the first caches. */
export const WINDOW: usize = 8192;

/**
 * Writes the places of tabs, line ends, control characters, DEL, `\` and `&` between `from` and `to` to
 * SPECIALS and answers how many there are. Most bytes of a line are none of these, so 64 are looked at
 * together (the first stage of Langdale and Lemire, Parsing Gigabytes of JSON per Second, 2019). Reads up to
 * 63 bytes beyond `to`.
 */
export function findSpecials(from: usize, to: usize): u32 {
  let out = SPECIALS;
  for (let at = from; at < to; at += 64) {
    let bits =
      specialsOf16(at) | (specialsOf16(at + 16) << 16) | (specialsOf16(at + 32) << 32) | (specialsOf16(at + 48) << 48);
    if (to - at < 64) bits &= (<u64>1 << <u64>(to - at)) - 1;
    const next = out + (<usize>popcnt(bits) << 2);
    // Eight without a question: a block has about as many.
    for (let i: usize = 0; i < 8; i++) {
      store<u32>(out + (i << 2), <u32>at + <u32>ctz(bits));
      bits &= bits - 1;
    }
    out += 32;
    while (bits != 0) {
      store<u32>(out, <u32>at + <u32>ctz(bits));
      bits &= bits - 1;
      out += 4;
    }
    out = next;
  }
  return <u32>((out - SPECIALS) >> 2);
}

// @ts-ignore: decorator
@inline
function specialsOf16(at: usize): u64 {
  const bytes = v128.load(at);
  return <u64>(
    i8x16.bitmask(
      v128.or(
        v128.or(i8x16.lt_u(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x7f))),
        v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.eq(bytes, i8x16.splat(0x26))),
      ),
    )
  );
}
