import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { ArchiveRefused } from '../formats/archive-refusal.js';

export interface HashedContent {
  /** Of the file's bytes, in hexadecimal: differs between contents of an archive. */
  readonly sha256: string;
  /** Of the file as it was before it was read. */
  readonly version: string;
}

const PIECE_BYTES = 1024 * 1024;
/** A link that has taken the place of the file is not followed, and a pipe is not waited for. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Hashes a file, as far as it reached at the start: a writer that is faster than the reader does not keep it
 * going.
 * @throws ArchiveRefused unreadable; file_changed when it was written to meanwhile
 */
export async function hashContent(path: string, signal: AbortSignal): Promise<HashedContent> {
  const hash = createHash('sha256');
  try {
    await using file = await openArchive(path);
    const status = await file.stat({ bigint: true });
    const version = versionOf(status);
    const size = Number(status.size);
    if (size > 0) {
      const pieces = file.createReadStream({ end: size - 1, highWaterMark: PIECE_BYTES, autoClose: false });
      for await (const piece of pieces) {
        signal.throwIfAborted();
        hash.update(piece as Buffer);
      }
    }
    if (versionOf(await file.stat({ bigint: true })) !== version) throw new ArchiveRefused('file_changed');
    return { sha256: hash.digest('hex'), version };
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ArchiveRefused) throw cause;
    throw new ArchiveRefused('unreadable', { cause });
  }
}

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

/** A file has another version after each write, since that changes its change time. */
export function versionOf({ dev, ino, size, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, ctimeNs].join(' ');
}
