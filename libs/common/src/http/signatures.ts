import { Injectable } from '@nestjs/common';
import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Database } from '../database/database.js';
import { PlatformSecret } from '../database/platform-secret.js';

const TAG_BYTES = 16;

/** The tag of a content: 16 bytes. */
export type Sign = (content: Uint8Array | string) => Buffer;

/** Signs in a thread as {@link Signatures} does. */
export function signWith(key: KeyObject, purpose: string): Sign {
  return (content) =>
    createHmac('sha256', key).update(`${purpose}\0`).update(content).digest().subarray(0, TAG_BYTES);
}

/**
 * Signs what callers send back (HMAC-SHA-256, 128 bits), by a secret that all instances on one database
 * share.
 */
@Injectable()
export class Signatures {
  // As a key object, which createHmac makes anew of bytes for each tag.
  private readonly secret = new PlatformSecret('cursors', createSecretKey);

  constructor(private readonly database: Database) {}

  /** @param purpose what is signed: a tag made for one purpose fits no other */
  async of(purpose: string): Promise<Sign> {
    return signWith(await this.key(), purpose);
  }

  key(): Promise<KeyObject> {
    return this.secret.read(this.database);
  }
}
