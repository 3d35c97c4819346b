const MAX_CHARACTERS = 160;

/**
 * A line as it may be shown and stored: its shape without its content. Every digit becomes 9, every letter a,
 * every other character beyond ASCII 字, and tabs are drawn, so that no id, title, query, address or hardware
 * id is left.
 */
export function maskedLine(bytes: Uint8Array, start: number, end: number): string {
  // A character takes up to 4 bytes; the one that may be cut at the end is beyond what is shown.
  const shown = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.min(end - start, 4 * MAX_CHARACTERS + 4),
  );
  const characters = Array.from(shown.toString('utf8'));
  const masked = characters.slice(0, MAX_CHARACTERS).map(maskedCharacter).join('');
  return characters.length > MAX_CHARACTERS ? `${masked}…` : masked;
}

function maskedCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  if (code === 0x09) return '→';
  if (code === 0xfffd) return character;
  if (code >= 0x30 && code <= 0x39) return '9';
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return 'a';
  if (code < 0x20 || code === 0x7f) return '·';
  return code < 0x7f ? character : '字';
}

const ADDRESSES = [
  /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g,
  // IPv6 has eight groups, or a gap; a time of day has neither. Hardware addresses have six pairs.
  /(?<![\w:])(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])/gi,
  /(?<![\w:])(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?(?![\w:])/gi,
  /(?<![\w:-])[\da-f]{2}(?:[:-][\da-f]{2}){5}(?![\w:-])/gi,
];

/** The text with its network and hardware addresses masked as by `maskedLine`, and all else as it was. */
export function withoutAddresses(text: string): string {
  return ADDRESSES.reduce(
    (masked, address) =>
      masked.replace(address, (found) =>
        Array.from(found, (character) => maskedCharacter(character)).join(''),
      ),
    text,
  );
}
