import type { RawFields } from '../formats/raw-fields.js';

/** Of the table, half of which is filled at most. */
const SLOTS = 2 ** 18;
const FIRST_BYTES = 2 ** 16;
const MOST_BYTES = 2 ** 23;
const LENGTH_BYTES = 2;
/** The length of an absent field; records with longer ones are read each time. */
const ABSENT = 0xffff;
const FNV_OFFSET = 0x81_1c_9d_c5 | 0;
const FNV_PRIME = 0x01_00_01_93;

/**
 * What was made of some fields of records, by their bytes. Users and songs occur again and again: finding what was
 * made takes less time than making texts, of which the same would be made again. Some 15 MiB at most.
 */
export class KnownFields<Value> {
  /** By slot: the hash of the bytes, and where they are stored, from 1 on. */
  private readonly slots = new Int32Array(2 * SLOTS);
  private readonly values = new Array<Value | undefined>(SLOTS);
  private size = 0;
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
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (; slots[2 * slot + 1] !== 0; slot = (slot + 1) & (SLOTS - 1))
      if (slots[2 * slot] === hash && this.isAt(slots[2 * slot + 1]!, record)) return this.values[slot]!;
    const value = this.make(record);
    const start = this.store(record);
    // Where all was cleared, any slot may be the first one.
    if (this.size === 0) slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    this.size++;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = start;
    this.values[slot] = value;
    return value;
  }

  /** Null: a field is too long. */
  private hashOf(record: RawFields): number | null {
    const { bytes, starts, ends } = record;
    let hash = FNV_OFFSET;
    for (const place of this.places) {
      if (record.has(place)) {
        const end = ends[place]!;
        if (end - starts[place]! >= ABSENT) return null;
        for (let at = starts[place]!; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
      }
      hash = Math.imul(hash ^ ABSENT, FNV_PRIME);
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
    if (this.end + length > MOST_BYTES || 2 * this.size >= SLOTS) this.clear();
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
    this.values.fill(undefined);
    this.size = 0;
    this.end = 1;
  }
}
