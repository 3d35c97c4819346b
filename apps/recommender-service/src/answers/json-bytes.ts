/**
 * Long answers are put together of pieces whose characters stand for bytes of UTF-8: such texts are joined by
 * copying, and need not be encoded again. JSON of digits, names of members and other ASCII is such a text as
 * it is.
 */
export function asBytes(json: string): string {
  return Buffer.from(json).toString('latin1');
}

/** The bytes that a text of {@link asBytes} represents. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
