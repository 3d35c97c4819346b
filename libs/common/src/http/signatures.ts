import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { hmacOf } from './hmac.js';
import { PlatformSecret } from './platform-secret.entity.js';

const SECRET = 'cursors';
const TAG_BYTES = 16;

/** The tag of a content: 16 bytes. */
export type Sign = (content: Uint8Array | string) => Buffer;

/** Signs what callers send back (HMAC-SHA-256, 128 bits), by a secret that all instances on one database share. */
@Injectable()
export class Signatures {
  private secret: Promise<PlatformSecret> | null = null;
  private readonly known = new Map<string, Sign>();

  constructor(@InjectRepository(PlatformSecret) private readonly secrets: Repository<PlatformSecret>) {}

  /** @param purpose what is signed, one of a few: a tag made for one purpose fits no other */
  async of(purpose: string): Promise<Sign> {
    const known = this.known.get(purpose);
    if (known !== undefined) return known;
    const hmac = hmacOf(await this.key(), `${purpose}\0`);
    const sign: Sign = (content) => hmac(content).subarray(0, TAG_BYTES);
    this.known.set(purpose, sign);
    return sign;
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
