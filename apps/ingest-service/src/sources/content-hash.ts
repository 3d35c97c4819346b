import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { ArchiveRefused } from '../formats/archive-refusal.js';

/** A link that has taken the place of the file is not followed, and a pipe is not waited for. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws ArchiveRefused unreadable: also what is no file (any more) */
export async function openArchive(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, READ_FLAGS);
    if ((await file.stat()).isFile()) return file;
  } catch (cause) {
    await file?.close();
    throw new ArchiveRefused('unreadable', { cause });
  }
  await file.close();
  throw new ArchiveRefused('unreadable');
}

/**
 * Stamp by which the next load knows that a file has not changed: without its change time, which a move changes, and
 * its device, which a restart may change.
 */
export function stampOf({ ino, size, mtimeNs }: BigIntStats): string {
  return [size, mtimeNs, ino].join(' ');
}

/** A file has another version after each write, since that changes its change time. */
export function versionOf({ dev, ino, size, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, ctimeNs].join(' ');
}
