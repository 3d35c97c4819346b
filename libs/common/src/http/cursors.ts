import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '../errors/domain-error.js';
import type { CursorQuery } from '../fields/request.dto.js';
import { Signatures } from './signatures.js';

const TAG_BYTES = 16;

/**
 * Cursors of lists: where the next page begins, signed, so that what comes back is what one of our instances
 * gave out and needs no checks of its own. What a cursor holds can be read by every holder.
 */
@Injectable()
export class Cursors {
  constructor(private readonly signatures: Signatures) {}

  /**
   * One page of a list. Reads one row more than the page has, to know whether another page follows.
   * @param read at most `count` rows behind the place `after`; null: from the beginning
   * @param placeOf the place of a row, as JSON can hold it
   * @throws DomainError invalid (cursor_invalid)
   */
  async page<Place, Row>(
    list: string,
    { cursor, limit }: Pick<CursorQuery, 'cursor' | 'limit'>,
    read: (after: Place | null, count: number) => Promise<Row[]>,
    placeOf: (row: Row) => Place,
  ): Promise<{ rows: Row[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : await this.read<Place>(list, cursor);
    const found = await read(after, limit + 1);
    const rows = found.slice(0, limit);
    const isLast = found.length <= limit;
    return { rows, nextCursor: isLast ? null : await this.write(list, placeOf(rows.at(-1)!)) };
  }

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
