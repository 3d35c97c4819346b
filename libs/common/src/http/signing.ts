import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const TAG_BYTES = 16;

/** The tag of a content: 16 bytes. */
export type Sign = (content: Uint8Array | string) => Buffer;

/**
 * A function that signs (HMAC-SHA-256, 128 bits). It is apart from `Signatures`, so that threads load it without Nest.
 * @param purpose what is signed: a tag made for one purpose fits no other
 */
export function signWith(key: KeyObject, purpose: string): Sign {
  return (content) =>
    createHmac('sha256', key).update(`${purpose}\0`).update(content).digest().subarray(0, TAG_BYTES);
}
