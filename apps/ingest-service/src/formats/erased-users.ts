import { userHashesBy } from '#common/sip-hash';
import type { LineFormat } from './line-reader.js';
import type { Id } from './whole-number.js';

/** The fewest places of a table. */
const LEAST_BITS = 4;

/** Erased users as a table of their hashes, which the kernel reads too. */
export class ErasedUsers {
  private readonly hash: (userId: Id) => bigint;
  private readonly lastSlot: bigint;

  /**
   * @param key of the hashes, 16 bytes
   * @param slots places, a power of 2: a hash is at the place of its lower bits or after it; 0: a free place
   */
  constructor(
    readonly key: Uint8Array,
    readonly slots: BigUint64Array,
  ) {
    ({ hash: this.hash } = userHashesBy(key));
    this.lastSlot = BigInt(slots.length - 1);
  }

  /** An empty table, in memory that threads share. @param most how many there will be */
  static forAtMost(most: number, key: Uint8Array): ErasedUsers {
    const bits = Math.max(LEAST_BITS, 32 - Math.clz32(2 * most - 1));
    return new ErasedUsers(key, new BigUint64Array(new SharedArrayBuffer(8 * 2 ** bits)));
  }

  /** @param hashes 64 bits each, from 0 on */
  add(hashes: Iterable<bigint>): this {
    for (const hash of hashes) {
      const wanted = asWanted(hash);
      this.slots[this.placeOf(wanted)] = wanted;
    }
    return this;
  }

  has(userId: Id): boolean {
    const wanted = asWanted(this.hash(userId));
    return this.slots[this.placeOf(wanted)] === wanted;
  }

  /** The place of the hash, or the free place where it would be. */
  private placeOf(wanted: bigint): number {
    for (let at = wanted & this.lastSlot; ; at = (at + 1n) & this.lastSlot) {
      const found = this.slots[Number(at)]!;
      if (found === wanted || found === 0n) return Number(at);
    }
  }
}

function asWanted(hash: bigint): bigint {
  return hash === 0n ? 1n : hash;
}

/** The format with the lines of erased users rejected; null: no user was erased. */
export function withoutErased<E extends { repairs: number; userId: Id }>(
  format: LineFormat<E>,
  erased: ErasedUsers | null,
): LineFormat<E> {
  if (erased === null) return format;
  return {
    ...format,
    parse: (line) => {
      const event = format.parse(line);
      return typeof event !== 'string' && erased.has(event.userId) ? 'user_erased' : event;
    },
  };
}
