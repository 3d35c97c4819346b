import { digitsOf } from './whole-number.js';

const FIRST_FIELDS = 32;
const { utf8Slice } = Buffer.prototype as Buffer & {
  utf8Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** In less time than a TextDecoder takes for short texts, and without a buffer for each. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  return utf8Slice.call(bytes, start, end);
}

/** Fields of a record as places in its bytes, valid until the next record: values are made of those that are read. */
export class RawFields {
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;
  /** Of an absent field -1. */
  starts = new Int32Array(FIRST_FIELDS);
  ends = new Int32Array(FIRST_FIELDS);

  /** @param make the value of a field: of the same bytes always the same */
  constructor(private readonly make: (bytes: Uint8Array, start: number, end: number) => unknown) {}

  push(start: number, end: number): void {
    if (this.length === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }

  has(at: number): boolean {
    return at >= 0 && at < this.length && this.starts[at]! >= 0;
  }

  /** Undefined: the record has no such field. */
  value(at: number): unknown {
    return this.has(at) ? this.make(this.bytes, this.starts[at]!, this.ends[at]!) : undefined;
  }

  /** The same, but digits are a number, also where they are a text. */
  numberOrValue(at: number): unknown {
    if (!this.has(at)) return undefined;
    return digitsOf(this.bytes, this.starts[at]!, this.ends[at]!) ?? this.value(at);
  }

  /** @param names of the fields */
  toObject(names: readonly string[]): object {
    return Object.fromEntries(names.map((name, at) => [name, this.value(at)]));
  }
}

function doubled(places: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * places.length);
  larger.set(places);
  return larger;
}
