import { RawFields, utf8Text } from '../formats/raw-fields.js';
import { digitsOf } from '../formats/whole-number.js';

const [QUOTE, COMMA, COLON, OPEN, CLOSE] = [0x22, 0x2c, 0x3a, 0x7b, 0x7d];
const [SPACE, BACKSLASH, ZERO, LETTER_U] = [0x20, 0x5c, 0x30, 0x75];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE_NUMBER = /^-?\d+$/;
const BLANKS = bytesOf('\t\n\r ');
const OF_NUMBERS = bytesOf('0123456789+-.eE');
const OF_ESCAPES = bytesOf('"\\/bfnrtu');
const OF_HEX = bytesOf('0123456789abcdefABCDEF');
const LITERALS = ['null', 'true', 'false'].map((text) => Buffer.from(text));
const MOST_KEYS = 1_000;
/** Ids are not deeper inside a record. */
const MOST_LEVELS = 20;
const BYTE_ORDER_MARK = '\uFEFF';

/** Reads JSON objects without objects or lists in them: finds the values of some members. */
export class FlatObjects extends RawFields {
  private readonly places: ReadonlyMap<string, number>;
  /** Members of the last record in its order, since the next one has the same. */
  private readonly keys: { bytes: Uint8Array; place: number }[] = [];
  private start = 0;
  private end = 0;

  /** @param names of the members, in the order of the fields */
  constructor(names: readonly string[]) {
    super(jsonValue);
    for (const _ of names) this.push(-1, -1);
    this.places = new Map(names.map((name, at) => [name, at]));
  }

  /** All members of the last record. */
  override toObject(): object {
    return parseRecord(utf8Text(this.bytes, this.start, this.end)) as object;
  }

  /** @returns false: `JSON.parse` has to find out what it is */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.starts.fill(-1);
    this.start = start;
    this.end = end;
    let at = blanksEnd(bytes, start, end);
    if (bytes[at] !== OPEN) return false;
    at = blanksEnd(bytes, at + 1, end);
    for (let number = 0; at < end && bytes[at] === QUOTE; number++) {
      const keyEnd = stringEnd(bytes, at + 1, end);
      if (keyEnd < 0) return false;
      const place = this.placeOf(number, bytes, at + 1, keyEnd);
      at = blanksEnd(bytes, keyEnd + 1, end);
      if (bytes[at] !== COLON) return false;
      at = blanksEnd(bytes, at + 1, end);
      const valueEnd = endOfValue(bytes, at, end);
      if (valueEnd < 0) return false;
      if (place >= 0) {
        this.starts[place] = at;
        this.ends[place] = valueEnd;
      }
      at = blanksEnd(bytes, valueEnd, end);
      if (bytes[at] === CLOSE) return at < end && blanksEnd(bytes, at + 1, end) === end;
      if (bytes[at] !== COMMA) return false;
      at = blanksEnd(bytes, at + 1, end);
    }
    return false;
  }

  private placeOf(number: number, bytes: Uint8Array, start: number, end: number): number {
    const key = this.keys[number];
    if (key !== undefined && isAt(key.bytes, bytes, start, end)) return key.place;
    const place = this.places.get(textOf(bytes, start, end)) ?? -1;
    if (number < MOST_KEYS) this.keys[number] = { bytes: bytes.slice(start, end), place };
    return place;
  }
}

/** What is between the quotes of a string. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const text = utf8Text(bytes, start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

function jsonValue(bytes: Uint8Array, start: number, end: number): unknown {
  if (bytes[start] === QUOTE) return textOf(bytes, start + 1, end - 1);
  return digitsOf(bytes, start, end) ?? parseRecord(utf8Text(bytes, start, end));
}

/** Whole numbers that a double does not hold stay texts of digits, since ids may be such numbers. */
export function parseRecord(text: string): unknown {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const value: unknown = JSON.parse(json);
  if (!hasLargeNumber(value)) return value;
  return JSON.parse(json, (...[, member, context]: [string, unknown, { source?: string }?]) =>
    isLarge(member) && WHOLE_NUMBER.test(context?.source ?? '') ? context?.source : member,
  );
}

function hasLargeNumber(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null || levels === 0) return isLarge(value);
  for (const name in value)
    if (hasLargeNumber((value as Record<string, unknown>)[name], levels - 1)) return true;
  return false;
}

function isLarge(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

/** Where a text, number, true, false or null ends; -1: there is none. */
function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === QUOTE) return stringEnd(bytes, start + 1, end) + 1 || -1;
  for (const literal of LITERALS) {
    const stop = start + literal.length;
    if (literal[0] === bytes[start] && stop < end) return isAt(literal, bytes, start, stop) ? stop : -1;
  }
  let stop = digitsEnd(bytes, start, end);
  const isPlain = bytes[start] === ZERO ? stop === start + 1 : stop > start;
  if (isPlain && OF_NUMBERS[bytes[stop]!] !== 1) return stop;
  while (stop < end && OF_NUMBERS[bytes[stop]!] === 1) stop++;
  return NUMBER.test(utf8Text(bytes, start, stop)) ? stop : -1;
}

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9) at++;
  return at;
}

/** 1 at each of these characters. */
function bytesOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) table[byte] = 1;
  return table;
}

function isAt(expected: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (expected.length !== end - start) return false;
  for (let at = 0; at < expected.length; at++) if (expected[at] !== bytes[start + at]) return false;
  return true;
}

function blanksEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && BLANKS[bytes[at]!] === 1) at++;
  return at;
}

/** The quote that ends a string; -1: there is none, or it is no string of JSON. */
function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte < SPACE) return -1;
    if (byte !== BACKSLASH) continue;
    at++;
    if (at >= end || OF_ESCAPES[bytes[at]!] !== 1) return -1;
    for (const last = bytes[at] === LETTER_U ? at + 4 : at; at < last; at++)
      if (at + 1 >= end || OF_HEX[bytes[at + 1]!] !== 1) return -1;
  }
  return -1;
}
