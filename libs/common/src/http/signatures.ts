import { Injectable } from '@nestjs/common';
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Database } from '../database/database.js';
import { PlatformSecret } from '../database/platform-secret.js';
import { signWith } from './signing.js';
import type { Sign } from './signing.js';

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
