import { Signatures } from '#common';
import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EarlierSecret } from './endpoint.entity.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Those that still sign. */
export function validSecrets(earlier: readonly EarlierSecret[]): EarlierSecret[] {
  return earlier.filter(({ endsAt }) => Date.parse(endsAt) > Date.now());
}

/**
 * Encrypts the secrets of endpoints by a key that is derived from the secret of the platform. Its purpose is
 * that no log, copied table or query shows them: a copy of the whole database has the key too.
 */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly signatures: Signatures) {}

  async encrypt(secret: string): Promise<Buffer> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, await this.key(), iv);
    const content = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), content]);
  }

  /** @throws Error when the bytes are not of {@link encrypt} on this database */
  async decrypt(bytes: Buffer): Promise<string> {
    const decipher = createDecipheriv(CIPHER, await this.key(), bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }

  /** 256 bits of two tags. */
  private async key(): Promise<Buffer> {
    const sign = await this.signatures.of('endpoint secrets');
    return Buffer.concat([sign('1'), sign('2')]);
  }
}
