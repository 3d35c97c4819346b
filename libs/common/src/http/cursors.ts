import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '../errors/domain-error.js';
import { Signatures } from './signatures.js';

const TAG_BYTES = 16;

/**
 * Cursors of lists: where the next page begins, signed, so that what comes back is what one of our instances
 * gave out and needs no checks of its own. What a cursor holds can be read by whoever has it.
 */
@Injectable()
export class Cursors {
  constructor(private readonly signatures: Signatures) {}

  /**
   * @param list which list it belongs to; no other reads it
   * @param place what {@link read} gives back: JSON
   */
  async write(list: string, place: unknown): Promise<string> {
    const content = Buffer.from(JSON.stringify(place));
    const sign = await this.signatures.of(list);
    return Buffer.concat([sign(content), content]).toString('base64url');
  }

  /** @throws DomainError invalid (cursor_invalid) for a text that {@link write} has not made for this list */
  async read<Place>(list: string, cursor: string): Promise<Place> {
    const bytes = Buffer.from(cursor, 'base64url');
    const content = bytes.subarray(TAG_BYTES);
    const sign = await this.signatures.of(list);
    const isOurs =
      bytes.length > TAG_BYTES &&
      // Decoding passes over what is not base64.
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, TAG_BYTES), sign(content));
    if (isOurs) return JSON.parse(content.toString()) as Place;
    throw new DomainError(
      'invalid',
      'cursor_invalid',
      'The cursor is none of ours, or of another list: send nextCursor of the page before as it was, with the same question.',
    );
  }
}
