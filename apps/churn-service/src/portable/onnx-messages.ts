/**
 * A message in the encoding of Protocol Buffers: values by field number, lists for repeated fields. Numbers are whole
 * and not negative. The numbers of fields are those of `onnx.proto`.
 */
export interface Message {
  readonly [field: number]: Value | readonly Value[];
}
type Value = number | string | Uint8Array | Message;

export function encoded(message: Message): Buffer {
  const fields = Object.entries(message).flatMap(([field, values]: [string, Value | Value[]]) =>
    [values].flat().flatMap((value) => {
      const key = 8 * Number(field);
      if (typeof value === 'number') return [varint(key), varint(value)];
      const isText = typeof value === 'string' || value instanceof Uint8Array;
      const bytes = isText ? Buffer.from(value) : encoded(value);
      return [varint(key + 2), varint(bytes.length), bytes];
    }),
  );
  return Buffer.concat(fields);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

export const TYPES = { float: 1, int64: 7, double: 11 } as const;

/** A TensorProto of one dimension; numbers as they are in memory, which is little-endian. */
export function tensor(values: Float64Array | BigInt64Array, name = ''): Message {
  const type = values instanceof Float64Array ? TYPES.double : TYPES.int64;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { 1: values.length, 2: type, 8: name, 9: bytes };
}

/** A ValueInfoProto of a table with a row a user. */
export function table(name: string, type: number, columns: number): Message {
  return { 1: name, 2: { 1: { 1: type, 2: { 1: [{ 2: 'users' }, { 1: columns }] } } } };
}

export type Attributes = Readonly<Record<string, number | Message | readonly number[] | readonly string[]>>;

/** A NodeProto with one output. */
export function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Attributes = {},
  domain = '',
): Message {
  const encodedAttributes = Object.entries(attributes).map(([name, value]): Message => {
    if (typeof value === 'number') return { 1: name, 3: value, 20: 2 };
    if (!Array.isArray(value)) return { 1: name, 5: value, 20: 4 };
    return typeof value[0] === 'string' ? { 1: name, 9: value, 20: 8 } : { 1: name, 8: value, 20: 7 };
  });
  return { 1: inputs, 2: output, 4: type, 5: encodedAttributes, 7: domain };
}
