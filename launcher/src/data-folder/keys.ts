import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { LauncherError } from '../launcher-error.js';
import { writePrivately } from './data-folder.js';
import type { ServerUrls } from '../options/launcher-options.js';

/** The bearer keys of this installation, in plain text. */
export interface Keys {
  readKey: string;
  /** Sends events, and can do nothing else. */
  writeKey: string;
  adminKey: string;
}

/**
 * Keys are made once and stored in a file that only its owner can read; services get their hashes.
 * @throws LauncherError when the file is damaged: new keys would silently lock out every client
 */
export function loadOrMakeKeys(path: string): Keys {
  const kept = readKeys(path);
  const keys = {
    readKey: kept.readKey ?? makeKey('read'),
    writeKey: kept.writeKey ?? makeKey('write'),
    adminKey: kept.adminKey ?? makeKey('admin'),
  };
  if (!isDeepStrictEqual(keys, kept)) writePrivately(path, keys);
  return keys;
}

/** The form in which a service takes a key without learning it. */
export function hashedKey(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function makeKey(kind: string): string {
  return `${kind}_${randomBytes(24).toString('base64url')}`;
}

function readKeys(path: string): Partial<Keys> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const { readKey, writeKey, adminKey } = JSON.parse(text) as Partial<Keys>;
    return { readKey, writeKey, adminKey };
  } catch (cause) {
    throw new LauncherError(
      `The keys in ${path} cannot be read: restore the file, or remove it to start with new keys.`,
      { cause },
    );
  }
}

/** Where a client on this machine reaches a service that listens on that address. */
export function urlOfService(host: string, port: number): string {
  const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const name = everywhere[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${name}:${port}`;
}

/**
 * Writes the file from which scripts learn the addresses and keys.
 * @param mapping what reads the logs, for loads from a terminal; null: they are archives of Music Box
 */
export function writeAccess(path: string, urls: ServerUrls, keys: Keys, mapping: string | null): void {
  const places = Object.entries(urls).map(([name, url]) => [name, { url }] as const);
  writePrivately(path, { ...Object.fromEntries(places), ...keys, ...(mapping === null ? {} : { mapping }) });
}
