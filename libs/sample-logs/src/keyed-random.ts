// Bound once: a look-up of a global in every call costs more than the call where tests run in a sandbox.
const { floor, imul } = Math;

/** Finalising mix of MurmurHash3: every input bit changes every output bit with probability one half. */
function mix32(value: number): number {
  let h = value | 0;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) that depends on nothing but the seed and two keys; the same on every machine. */
export function unitOf(seed: number, x: number, y: number): number {
  return mix32(mix32(mix32(seed) ^ imul(x, 0x9e3779b1)) ^ imul(y, 0x6c8e9cf5)) / 4294967296;
}

/**
 * xoshiro128** (Blackman and Vigna 2018) whose state is set from a seed and a key instead of being carried
 * along. Any user, day or song can be drawn again at any time without storing what was drawn before: this is
 * what keeps memory constant and lets the posterior read exactly the counts that were written.
 */
export class KeyedRandom {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;
  private readonly low: number;
  private readonly high: number;

  /** @param seed a whole number from 0 to 2^53 - 1 */
  constructor(seed: number) {
    this.low = mix32(seed >>> 0);
    this.high = mix32(floor(seed / 4294967296) ^ 0x51ab5eed);
  }

  /** Puts the generator at the start of the stream of this key (three 32-bit words). */
  at(x: number, y: number, z: number): this {
    const first = mix32(this.low ^ imul(x, 0x9e3779b1)) ^ imul(y, 0x85ebca77);
    const second = mix32(this.high ^ imul(y, 0xc2b2ae3d)) ^ imul(x, 0x27d4eb2f);
    const one = mix32(first + imul(z, 0x165667b1));
    const two = mix32(second ^ imul(z, 0x6c8e9cf5));
    this.a = one;
    this.b = two;
    this.c = mix32(one + 0x9e3779b9);
    this.d = mix32(two + 0x7f4a7c15) | 1;
    return this;
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const product = imul(this.b, 5);
    const result = imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.uint32() / 4294967296;
  }

  /** A whole number from 0 to bound - 1. */
  below(bound: number): number {
    return floor((this.uint32() / 4294967296) * bound);
  }

  /** An index drawn with the probabilities that the running sums stand for. */
  fromCumulative(cumulative: ArrayLike<number>): number {
    const u = this.unit() * cumulative[cumulative.length - 1]!;
    let index = 0;
    while (index < cumulative.length - 1 && u >= cumulative[index]!) index++;
    return index;
  }
}
