/**
 * How much a JSON text may hold. Without these bounds V8 takes 100 ms for 1 MiB of nested lists or of small
 * objects of different shapes; within them at most 50 ms, which is the most that a request may block the
 * event loop.
 */
export interface JsonBounds {
  /** Objects and lists inside each other. */
  depth: number;
  /** Members and list entries in all. */
  values: number;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What of a JSON text exceeds the bounds, as the end of the sentence "The body …"; null when nothing does.
 * One pass over the bytes, nothing is built. For a text that is not JSON the result means nothing: the parser
 * refuses it.
 */
export function excessOf(text: Uint8Array, bounds: JsonBounds): string | null {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < text.length; ++i) {
    switch (text[i]) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (++depth > bounds.depth) return `is nested more than ${bounds.depth} levels deep`;
        // As many entries as commas and one more, unless it is empty.
        if (!isEmpty(text, i)) ++values;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        if (depth > 0) --depth;
        break;
      case COMMA:
        if (++values > bounds.values) return `holds more than ${bounds.values} values`;
        break;
    }
  }
  return null;
}

/** Whether the object or list that begins at `start` holds nothing. */
function isEmpty(text: Uint8Array, start: number): boolean {
  let i = start + 1;
  while (i < text.length && text[i]! <= SPACE) ++i;
  return text[i] === CLOSE_OBJECT || text[i] === CLOSE_LIST;
}

/** Where the string that begins at `start` ends. */
function endOfString(text: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== QUOTE) i += text[i] === BACKSLASH ? 2 : 1;
  return i;
}
