import { free } from './freed-memory.js';

/** Pairs are spread over so many tables by their second numbers, so that what is left of a pair fits 32 bits. */
const TABLES = 1 << 12;
const TABLE_BITS = 12;
const FIRST_BITS = 22;
/** Pairs with a number from here on are rare and kept apart. */
const NARROW = 2 ** FIRST_BITS - 1;
const FIRST_CAPACITY = 16;
/** Beyond this share of the places, probing gets long. */
const FULLEST = 0.7;
/** Both numbers of a pair must be below: together they are exact in a double. */
const MOST = 2 ** 26;

/**
 * A set of pairs of small whole numbers in 4 bytes a place, by open addressing. Many small tables instead of a large one: when one
 * grows, only it is there twice. 4 million pairs take 33 MB; one table of doubles had 64, and 96 while it grew.
 */
export class PairSet {
  private readonly tables: (Uint32Array<ArrayBuffer> | undefined)[] = new Array<undefined>(TABLES).fill(
    undefined,
  );
  private readonly sizes = new Uint32Array(TABLES);
  private readonly wide = new Set<number>();

  /**
   * True when the pair was not there yet.
   * @throws RangeError for numbers from 2^26 on
   */
  add(a: number, b: number): boolean {
    if (a >= NARROW || b >= NARROW) return this.addWide(a, b);
    const index = b & (TABLES - 1);
    // 0 marks a free place.
    const key = (((b >>> TABLE_BITS) << FIRST_BITS) | a) + 1;
    const table = (this.tables[index] ??= new Uint32Array(FIRST_CAPACITY));
    if (!insert(table, key)) return false;
    if (++this.sizes[index]! > FULLEST * table.length) this.tables[index] = grown(table);
    return true;
  }

  /** Gives its memory back; nothing can be added afterwards. */
  release(): void {
    for (const table of this.tables) if (table !== undefined) free(table);
    this.tables.length = 0;
    this.wide.clear();
  }

  private addWide(a: number, b: number): boolean {
    if (a >= MOST || b >= MOST) throw new RangeError('the numbers of a pair must be below 2^26');
    const before = this.wide.size;
    this.wide.add(a * MOST + b);
    return this.wide.size > before;
  }
}

function insert(table: Uint32Array, signedKey: number): boolean {
  const key = signedKey >>> 0;
  const mask = table.length - 1;
  for (let at = placeOf(key) & mask; ; at = (at + 1) & mask) {
    if (table[at] === key) return false;
    if (table[at] === 0) {
      table[at] = key;
      return true;
    }
  }
}

function grown(table: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * table.length);
  for (const key of table) if (key !== 0) insert(larger, key);
  free(table);
  return larger;
}

/** The 32-bit finaliser of MurmurHash3, without its last step. */
function placeOf(key: number): number {
  let hash = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
