import { hash } from 'node:crypto';
import { powersOf } from '../http/credential.js';
import type { Credential, Scope } from '../http/credential.js';
import type { PlatformSettings } from '../settings/platform-settings.js';

const HASHED = /^sha256:([0-9a-f]{64})$/i;
const ID_DIGITS = 12;

/** How the names of these keys begin; no named key may have a colon. */
export const SETTINGS_PREFIX = 'settings:';

/** Keys by role; each plain, or as `sha256:<hex>`. */
export type KeyLists = Pick<PlatformSettings, 'READ_KEYS' | 'WRITE_KEYS' | 'ADMIN_KEYS'>;

/** Keys of settings by the hexadecimal digits of their hash. One that is in two lists has both scopes. */
export function settingsKeys({ READ_KEYS, WRITE_KEYS, ADMIN_KEYS }: KeyLists): Map<string, Credential> {
  const scopes = new Map<string, Scope[]>();
  const lists: [Scope, readonly string[]][] = [
    ['admin', ADMIN_KEYS],
    ['read', READ_KEYS],
    ['write', WRITE_KEYS],
  ];
  for (const [scope, keys] of lists) {
    for (const key of keys) {
      const digest = digestOf(key);
      const known = scopes.get(digest) ?? [];
      // An admin key may do all that the other lists allow.
      if (!known.includes('admin') && !known.includes(scope)) scopes.set(digest, [...known, scope]);
    }
  }
  return new Map([...scopes].map(([digest, own]) => [digest, credentialOf(digest, own)]));
}

function digestOf(key: string): string {
  return HASHED.exec(key)?.[1]!.toLowerCase() ?? hashKey(key).toString('hex');
}

function credentialOf(digest: string, scopes: Scope[]): Credential {
  const name = `${SETTINGS_PREFIX}${scopes.join('+')}`;
  return { id: digest.slice(0, ID_DIGITS), name, scopes, expiresAt: null, powers: powersOf(scopes) };
}

/**
 * SHA-256 of a key. A slow hash (bcrypt, Argon2) makes guessing dear where people choose passwords; of 256
 * random bits no caller can guess one, and every request needs the hash.
 */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
