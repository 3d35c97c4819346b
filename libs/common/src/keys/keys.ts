import { hash, timingSafeEqual } from 'node:crypto';
import type { Credential } from '../http/credential.js';

const HASHED = /^sha256:([0-9a-f]{64})$/i;
const ID_DIGITS = 12;

/** Keys by role; each plain, or as `sha256:<hex>`. Several at once allow rotation without downtime. */
export interface KeyLists {
  READ_KEYS: readonly string[];
  WRITE_KEYS: readonly string[];
  ADMIN_KEYS: readonly string[];
}

/** SHA-256 of a key. Keys are random and long, so a fast hash is enough. */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** Holds digests only, so that a heap dump or a log of this object shows no key. */
export class KeyRing {
  private readonly known: { digest: Buffer; credential: Credential }[];

  constructor({ READ_KEYS, WRITE_KEYS, ADMIN_KEYS }: KeyLists) {
    const readers = digestsOf(READ_KEYS);
    const writers = digestsOf(WRITE_KEYS);
    const admins = digestsOf(ADMIN_KEYS);
    this.known = [...new Set([...readers, ...writers, ...admins])].map((hex) => {
      const administers = admins.has(hex);
      return {
        digest: Buffer.from(hex, 'hex'),
        credential: credentialOf(
          hex,
          administers || readers.has(hex),
          administers || writers.has(hex),
          administers,
        ),
      };
    });
  }

  /** Constant time in the key: every digest is compared, and comparison is of equal-length hashes. */
  find(key: string): Credential | null {
    const digest = hashKey(key);
    let found: Credential | null = null;
    for (const one of this.known) if (timingSafeEqual(one.digest, digest)) found = one.credential;
    return found;
  }
}

function digestsOf(keys: readonly string[]): Set<string> {
  return new Set(keys.map((key) => HASHED.exec(key)?.[1]!.toLowerCase() ?? hashKey(key).toString('hex')));
}

function credentialOf(hex: string, reads: boolean, writes: boolean, administers: boolean): Credential {
  const role = administers ? 'admin' : reads && writes ? 'read+write' : reads ? 'read' : 'write';
  return { id: hex.slice(0, ID_DIGITS), role, reads, writes, administers };
}
