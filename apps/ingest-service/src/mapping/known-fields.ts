import type { RawFields } from '../formats/raw-fields.js';

/** Of the table, half of which is filled at most: a small file pays for no large one. */
const FIRST_SLOTS = 2 ** 10;
const SLOTS = 2 ** 18;
const FIRST_BYTES = 2 ** 16;
const MOST_BYTES = 2 ** 23;
const LENGTH_BYTES = 2;
/** The length of an absent field; records with longer ones are read each time. */
const ABSENT = 0xffff;
/** Of a slot: the hash of the bytes, where they are stored, from 1 on, and the place of the value. */
const WORDS = 4;
const [HASH, START, VALUE] = [0, 1, 2] as const;

/**
 * What was made of some fields of records, by their bytes. Users and songs occur again and again: finding what was
 * made takes less time than making texts, of which the same would be made again. Some 15 MiB at most.
 */
export class KnownFields<Value> {
  private slots = new Int32Array(WORDS * FIRST_SLOTS);
  /** In the order in which they were made: values of slots would be far apart in memory. */
  private readonly values: Value[] = [];
  /** Each field with its length before it. */
  private stored = new Uint8Array(FIRST_BYTES);
  private end = 1;

  /** @param places of the fields that `make` reads */
  constructor(
    private readonly places: readonly number[],
    private readonly make: (record: RawFields) => Value,
  ) {}

  of(record: RawFields): Value {
    const { slots } = this;
    const hash = this.hashOf(record);
    if (hash === null) return this.make(record);
    let slot = slotOf(hash, slots);
    for (; slots[slot + START] !== 0; slot = (slot + WORDS) % slots.length)
      if (slots[slot + HASH] === hash && this.isAt(slots[slot + START]!, record))
        return this.values[slots[slot + VALUE]!]!;
    const value = this.make(record);
    const start = this.store(record);
    // Where all was cleared, any slot may be the first one.
    if (this.values.length === 0) slot = slotOf(hash, slots);
    slots[slot + HASH] = hash;
    slots[slot + START] = start;
    slots[slot + VALUE] = this.values.push(value) - 1;
    if (2 * WORDS * this.values.length >= slots.length && slots.length < WORDS * SLOTS) this.grow();
    return value;
  }

  private grow(): void {
    const { slots: old } = this;
    const slots = new Int32Array(4 * old.length);
    for (let from = 0; from < old.length; from += WORDS) {
      if (old[from + START] === 0) continue;
      let slot = slotOf(old[from + HASH]!, slots);
      while (slots[slot + START] !== 0) slot = (slot + WORDS) % slots.length;
      slots.set(old.subarray(from, from + WORDS), slot);
    }
    this.slots = slots;
  }

  /** Null: a field is too long. */
  private hashOf(record: RawFields): number | null {
    const { bytes, starts, ends } = record;
    let hash = 0;
    for (const place of this.places) {
      if (record.has(place)) {
        const end = ends[place]!;
        let at = starts[place]!;
        if (end - at >= ABSENT) return null;
        for (; at + 4 <= end; at += 4) {
          const low = bytes[at]! | (bytes[at + 1]! << 8);
          hash = mixed(hash, low | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
        }
        for (; at < end; at++) hash = mixed(hash, bytes[at]!);
      }
      hash = mixed(hash, ABSENT);
    }
    return hash;
  }

  private isAt(start: number, record: RawFields): boolean {
    const { stored } = this;
    const { bytes, starts, ends } = record;
    let at = start;
    for (const place of this.places) {
      const length = stored[at]! + 256 * stored[at + 1]!;
      at += LENGTH_BYTES;
      if (!record.has(place)) {
        if (length !== ABSENT) return false;
        continue;
      }
      const from = starts[place]!;
      if (length !== ends[place]! - from) return false;
      for (let byte = 0; byte < length; byte++) if (stored[at + byte] !== bytes[from + byte]) return false;
      at += length;
    }
    return true;
  }

  /** Where the fields are stored; all others are forgotten where there is no room for them. */
  private store(record: RawFields): number {
    const { bytes, starts, ends } = record;
    let length = 0;
    for (const place of this.places)
      length += LENGTH_BYTES + (record.has(place) ? ends[place]! - starts[place]! : 0);
    if (this.end + length > MOST_BYTES || 2 * this.values.length >= SLOTS) this.clear();
    if (this.end + length > this.stored.length) {
      const larger = new Uint8Array(Math.max(2 * this.stored.length, this.end + length));
      larger.set(this.stored);
      this.stored = larger;
    }
    const start = this.end;
    for (const place of this.places) {
      const field = record.has(place) ? bytes.subarray(starts[place], ends[place]) : null;
      const fieldLength = field?.length ?? ABSENT;
      this.stored[this.end] = fieldLength & 255;
      this.stored[this.end + 1] = fieldLength >> 8;
      this.stored.set(field ?? [], this.end + LENGTH_BYTES);
      this.end += LENGTH_BYTES + (field?.length ?? 0);
    }
    return start;
  }

  private clear(): void {
    this.slots.fill(0);
    this.values.length = 0;
    this.end = 1;
  }
}

/** The hash with four bytes more: in a fraction of the time that hashing byte by byte takes. */
function mixed(hash: number, word: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ word, 0x9e_37_79_b9);
}

/** Where its slot begins. */
function slotOf(hash: number, { length }: Int32Array): number {
  return WORDS * ((hash ^ (hash >>> 15)) & (length / WORDS - 1));
}
