import { createHash, timingSafeEqual } from 'node:crypto';

const HASHED = /^sha256:([0-9a-f]{64})$/i;

/** SHA-256 of a key. Keys are random and long, so a fast hash is enough. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Holds digests only, so that a heap dump or a log of this object shows no key. */
export class KeySet {
  private readonly digests: Buffer[];

  /** @param keys plain keys or `sha256:<hex>`; several at once allow rotation without downtime */
  constructor(keys: readonly string[]) {
    this.digests = keys.map((key) => {
      const hashed = HASHED.exec(key);
      return hashed ? Buffer.from(hashed[1]!, 'hex') : hashKey(key);
    });
  }

  /** Constant time in the key: every digest is compared, and comparison is of equal-length hashes. */
  has(key: string): boolean {
    const digest = hashKey(key);
    return this.digests.reduce((found, known) => timingSafeEqual(known, digest) || found, false);
  }
}
