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
