/** Kinds of array that can be stored; the place in this list is what is written. */
const KINDS = [Uint8Array, Uint16Array, Int16Array, Int32Array, Float64Array] as const;
const MAGIC = 0x4d42_4152;
const HEADER = 8;
const ENTRY = 8;

export type StoredArray = Uint8Array | Uint16Array | Int16Array | Int32Array | Float64Array;

/**
 * Arrays as bytes: magic number and count, then kind and length of each, then their contents at multiples of 8.
 * Little-endian, as every machine that runs Node is. The same arrays give the same bytes.
 */
export function packArrays(arrays: readonly StoredArray[]): Uint8Array {
  const places = placesOf(arrays.map((array) => array.byteLength));
  const bytes = new Uint8Array(places.end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, arrays.length, true);
  arrays.forEach((array, i) => {
    const kind = KINDS.findIndex((Kind) => array instanceof Kind);
    view.setUint32(HEADER + i * ENTRY, kind, true);
    view.setUint32(HEADER + i * ENTRY + 4, array.length, true);
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), places.starts[i]);
  });
  return bytes;
}

/** The arrays of {@link packArrays}, copied. Throws RangeError when the bytes are not such a packing, whole. */
export function unpackArrays(bytes: Uint8Array): StoredArray[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('these bytes are no stored arrays');
  const count = view.getUint32(4, true);
  if (bytes.length < HEADER + count * ENTRY) throw new RangeError('the stored arrays are cut short');
  const entries = Array.from({ length: count }, (_, i) => {
    const Kind = KINDS[view.getUint32(HEADER + i * ENTRY, true)];
    if (Kind === undefined) throw new RangeError(`stored array ${i} is of an unknown kind`);
    return { Kind, length: view.getUint32(HEADER + i * ENTRY + 4, true) };
  });
  const places = placesOf(entries.map(({ Kind, length }) => Kind.BYTES_PER_ELEMENT * length));
  if (places.end !== bytes.length)
    throw new RangeError(`the stored arrays need ${places.end} bytes, there are ${bytes.length}`);
  return entries.map(({ Kind, length }, i) => {
    const start = places.starts[i]!;
    return new Kind(bytes.slice(start, start + Kind.BYTES_PER_ELEMENT * length).buffer, 0, length);
  });
}

function placesOf(sizes: readonly number[]): { starts: number[]; end: number } {
  let at = HEADER + sizes.length * ENTRY;
  const starts = sizes.map((size) => {
    const start = at;
    at += Math.ceil(size / 8) * 8;
    return start;
  });
  return { starts, end: at };
}
