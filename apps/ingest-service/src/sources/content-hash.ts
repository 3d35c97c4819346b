import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { ArchiveRefused } from '../formats/archive-refusal.js';

/**
 * SHA-256 of a file's bytes, in hexadecimal: what identifies an archive.
 * @throws ArchiveRefused unreadable
 */
export async function hashContent(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      signal.throwIfAborted();
      hash.update(chunk as Buffer);
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new ArchiveRefused('unreadable', { cause });
  }
  return hash.digest('hex');
}

/** Another file, or one that was written to, is of another version: no write leaves the change time as it was. */
export function versionOf({ dev, ino, size, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, ctimeNs].join(' ');
}
