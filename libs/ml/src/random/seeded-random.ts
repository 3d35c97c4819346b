const TWO_POW_31 = 2147483648;
const TWO_POW_32 = 4294967296;
const TWO_POW_53 = 9007199254740992;

const rotateLeft = (x: number, bits: number) => ((x << bits) | (x >>> (32 - bits))) >>> 0;

/**
 * Seeded generator xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021):
 * 32 bits a step, period 2^128 - 1. The same seed gives the same numbers on every machine.
 */
export class SeededRandom {
  readonly #state = new Uint32Array(4);
  /** Of the last integer, and the first draw that would bias it: most ask for many below one bound. */
  #bound = NaN;
  #limit = 0;
  #inverse = 0;

  /** Any finite number may be the seed; its state is spread by splitmix32, so 0 and neighbouring seeds are fine. */
  constructor(seed: number) {
    if (!Number.isFinite(seed)) throw new RangeError(`a seed is a finite number, not ${seed}`);
    let s = (seed ^ Math.floor(seed / TWO_POW_32)) >>> 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      this.#state[i] = mix32(s);
    }
  }

  /** Generator at an exact state of four 32-bit words, not all zero. */
  static fromState(state: ArrayLike<number>): SeededRandom {
    const random = new SeededRandom(0);
    random.#state.set(state);
    return random;
  }

  /** Next integer in [0, 2^32). */
  bits(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Next number in [0, 1) with 53 random bits. */
  next(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / TWO_POW_53;
  }

  /**
   * Next integer in [0, bound), every value equally likely (draws that would bias it are rejected). `bound`
   * is 1 to 2^32.
   */
  int(bound: number): number {
    if (bound !== this.#bound) this.#setBound(bound);
    const limit = this.#limit;
    let draw = this.bits();
    while (draw >= limit) draw = this.bits();
    // The remainder without a division, which would take most of the time; the quotient may be one off.
    const rest = draw - Math.floor(draw * this.#inverse) * bound;
    return rest < 0 ? rest + bound : rest >= bound ? rest - bound : rest;
  }

  #setBound(bound: number): void {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_POW_32) {
      throw new RangeError(`a bound is a whole number from 1 to 2^32, not ${bound}`);
    }
    this.#bound = bound;
    this.#inverse = 1 / bound;
    this.#limit = TWO_POW_32 - (TWO_POW_32 % bound);
  }

  /** Next standard normal number (Marsaglia's polar method, one of each pair is used). */
  normal(): number {
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** Next number of mean 0 and this standard deviation, uniform: it takes a tenth of the time of a normal one. */
  even(deviation: number): number {
    return deviation * Math.sqrt(3) * (this.bits() / TWO_POW_31 - 1);
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
    return items;
  }
}

/**
 * One round of avalanche on 32 bits (the finaliser of MurmurHash3): every input bit moves about half of the
 * output bits.
 */
export function mix32(x: number): number {
  let h = x >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
