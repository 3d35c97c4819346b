import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Repository } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import { PlatformSecret } from './platform-secret.entity.js';

const SECRET = 'cursors';
const TAG_BYTES = 16;

/**
 * Cursors of lists: where the next page begins, signed (HMAC-SHA-256, 128 bits), so that what comes back is what one of our instances
 * gave out and needs no checks of its own. What a cursor holds can be read by whoever has it.
 */
@Injectable()
export class Cursors {
  private secret: Promise<PlatformSecret> | null = null;

  constructor(@InjectRepository(PlatformSecret) private readonly secrets: Repository<PlatformSecret>) {}

  /**
   * @param list which list it belongs to; no other reads it
   * @param place what {@link read} gives back: JSON
   */
  async write(list: string, place: unknown): Promise<string> {
    const content = Buffer.from(JSON.stringify(place));
    return Buffer.concat([tagOf(await this.key(), list, content), content]).toString('base64url');
  }

  /** @throws DomainError invalid (cursor_invalid) for a text that {@link write} has not made for this list */
  async read<Place>(list: string, cursor: string): Promise<Place> {
    const bytes = Buffer.from(cursor, 'base64url');
    const content = bytes.subarray(TAG_BYTES);
    const isOurs =
      bytes.length > TAG_BYTES &&
      // Decoding passes over what is not base64.
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, TAG_BYTES), tagOf(await this.key(), list, content));
    if (isOurs) return JSON.parse(content.toString()) as Place;
    throw new DomainError(
      'invalid',
      'cursor_invalid',
      'The cursor is none of ours, or of another list: send nextCursor of the page before as it was, with the same question.',
    );
  }

  /** Read once; a read that fails is tried again by the next request. */
  private async key(): Promise<Buffer> {
    this.secret ??= this.secrets.findOneByOrFail({ name: SECRET });
    try {
      return (await this.secret).value;
    } catch (error) {
      this.secret = null;
      throw error;
    }
  }
}

function tagOf(key: Buffer, list: string, content: Uint8Array): Buffer {
  const hmac = createHmac('sha256', key).update(list).update('\0').update(content);
  return hmac.digest().subarray(0, TAG_BYTES);
}
