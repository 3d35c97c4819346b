import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const PREFIX_BYTES = 4;

/** A token that was just made: the only time it is known. */
export interface NewToken {
  readonly token: string;
  /** How it begins; public, so that a token that was found somewhere can be recognised. */
  readonly prefix: string;
  readonly digest: Buffer;
}

/** `mbk_`, eight digits that are public, and 256 random bits. */
export function makeToken(): NewToken {
  const prefix = `mbk_${randomBytes(PREFIX_BYTES).toString('hex')}`;
  const token = `${prefix}_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  return { token, prefix, digest: hashKey(token) };
}

/**
 * SHA-256 of a key. A slow hash (bcrypt, Argon2) makes guessing dear where people choose passwords; of 256
 * random bits no caller can guess one, and every request needs the hash.
 */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
