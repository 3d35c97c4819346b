import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Repository } from 'typeorm';

const SECRET = 'cursors';
const TAG_BYTES = 16;

/** Random bytes that the migrations made, the same for every instance on one database. */
@Entity('platform_secret')
export class PlatformSecret {
  @PrimaryColumn('text')
  name: string;

  @Column('bytea')
  value: Buffer;
}

/** The tag of a content: 16 bytes. */
export type Sign = (content: Uint8Array | string) => Buffer;

/**
 * Signs what callers send back (HMAC-SHA-256, 128 bits), by a secret that all instances on one database
 * share.
 */
@Injectable()
export class Signatures {
  private secret: Promise<KeyObject> | null = null;

  constructor(@InjectRepository(PlatformSecret) private readonly secrets: Repository<PlatformSecret>) {}

  /** @param purpose what is signed: a tag made for one purpose fits no other */
  async of(purpose: string): Promise<Sign> {
    const key = await this.key();
    return (content) =>
      createHmac('sha256', key).update(`${purpose}\0`).update(content).digest().subarray(0, TAG_BYTES);
  }

  /**
   * Read once; a read that fails is tried again by the next request. As a key object, which createHmac makes
   * anew of bytes for each tag.
   */
  private async key(): Promise<KeyObject> {
    this.secret ??= this.secrets
      .findOneByOrFail({ name: SECRET })
      .then(({ value }) => createSecretKey(value));
    try {
      return await this.secret;
    } catch (error) {
      this.secret = null;
      throw error;
    }
  }
}
