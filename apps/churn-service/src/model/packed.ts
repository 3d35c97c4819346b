/** Kinds of array that can be stored. */
const KINDS = { Uint8Array, Uint16Array, Int16Array, Int32Array, Float64Array };

/** An array in the JSON: its numbers are in the bytes behind it, from `at` on. */
interface PlacedArray {
  readonly array: keyof typeof KINDS;
  readonly at: number;
  readonly length: number;
}

/**
 * Plain data with arrays of numbers as bytes: length of the JSON, the JSON, the arrays at multiples of 8.
 * Little-endian, as every machine that runs Node is. The same data give the same bytes.
 */
export function packed(data: object): Buffer {
  const arrays: Uint8Array[] = [];
  let at = 0;
  const json = JSON.stringify(data, (_name, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part;
    const { buffer, byteOffset, byteLength } = part;
    const placed = { array: part.constructor.name, at, length: (part as Uint8Array).length };
    const gap = -byteLength & 7;
    arrays.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(gap));
    at += byteLength + gap;
    return placed;
  });
  const text = Buffer.from(json);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...arrays]);
}

/** The data of {@link packed}, whole: a checksum of their owner says so. Arrays are copied. */
export function unpacked(bytes: Buffer): unknown {
  const end = 4 + bytes.readUInt32LE(0);
  return JSON.parse(bytes.toString('utf8', 4, end), (_name, part: unknown) => {
    if (!isPlaced(part)) return part;
    const Kind = KINDS[part.array];
    const from = end + part.at;
    const own = Uint8Array.from(bytes.subarray(from, from + part.length * Kind.BYTES_PER_ELEMENT));
    return new Kind(own.buffer);
  });
}

function isPlaced(part: unknown): part is PlacedArray {
  return typeof part === 'object' && part !== null && 'array' in part && 'at' in part;
}
