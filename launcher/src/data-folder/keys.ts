import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writePrivately } from './data-folder.js';

/** The bearer keys of this installation, in plain text. */
export interface Keys {
  readKey: string;
  adminKey: string;
}

/** Keys are made once and kept in a file that only its owner can read; services get their hashes. */
export function loadOrMakeKeys(path: string): Keys {
  const kept = readKeys(path);
  if (kept) return kept;
  const keys = { readKey: makeKey('read'), adminKey: makeKey('admin') };
  writePrivately(path, keys);
  return keys;
}

/** The form in which a service takes a key without learning it. */
export function hashedKey(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function makeKey(kind: string): string {
  return `${kind}_${randomBytes(24).toString('base64url')}`;
}

function readKeys(path: string): Keys | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { readKey, adminKey } = JSON.parse(text) as Partial<Keys>;
    return readKey && adminKey ? { readKey, adminKey } : null;
  } catch {
    return null;
  }
}
