/** How much a JSON text may hold, so that reading it takes time in proportion to its bytes and little of it. */
export interface JsonBounds {
  /** Objects and lists inside each other. */
  depth: number;
  /** Members and list entries in all. */
  values: number;
  /** Members of one object. */
  members: number;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What of a JSON text exceeds the bounds, as the end of the sentence "The body …"; null when nothing does. One pass over the bytes,
 * nothing is built. Of a text that is no JSON it says nothing reliable: the parser refuses that.
 */
export function excessOf(text: Uint8Array, bounds: JsonBounds): string | null {
  const members = new Uint32Array(bounds.depth + 1);
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
        members[depth] = 0;
        // As many entries as commas and one more, unless it is empty.
        if (!isEmpty(text, i)) ++values;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        if (depth > 0) --depth;
        break;
      case COLON:
        if (++members[depth]! > bounds.members)
          return `holds an object of more than ${bounds.members} members`;
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
