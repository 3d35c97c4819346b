import { createHash } from 'node:crypto';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { openArchive, versionOf } from './content-hash.js';
import type { HashedContent } from './content-hash.js';

const PIECE_BYTES = 1024 * 1024;

/**
 * Hashes a file through one buffer, as far as it reached at the start: a writer that is faster than the reader does
 * not keep it going.
 * @throws ArchiveRefused unreadable; file_changed when it was written to meanwhile
 */
export async function hashContent(path: string, signal?: AbortSignal): Promise<HashedContent> {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const hash = createHash('sha256');
  try {
    await using file = await openArchive(path);
    const status = await file.stat({ bigint: true });
    const version = versionOf(status);
    for (let left = Number(status.size); left > 0;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(left, PIECE_BYTES));
      signal?.throwIfAborted();
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      left -= bytesRead;
    }
    if (versionOf(await file.stat({ bigint: true })) !== version) throw new ArchiveRefused('file_changed');
    return { sha256: hash.digest('hex'), version };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ArchiveRefused) throw cause;
    throw new ArchiveRefused('unreadable', { cause });
  }
}

/** The same in a thread. */
export default (path: string): Promise<HashedContent> => hashContent(path);
