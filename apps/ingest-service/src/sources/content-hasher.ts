import { compiledFile, WorkerThread } from '#common/threads';
import { lstat } from 'node:fs/promises';
import type { ArchiveFile } from './archive-files.js';
import { versionOf } from './content-hash.js';
import type { HashedContent } from './content-hash.js';
import { hashContent } from './content-hash.worker.js';

const WORKER = compiledFile('./content-hash.worker.js', import.meta.url);

/** A thread takes 45 ms to answer for the first time; so many bytes are hashed here in 8. */
const LEAST_AHEAD_BYTES = 8 * 1024 * 1024;

type Hashable = Pick<ArchiveFile, 'path' | 'byteCount'>;

/**
 * Hashes the archives of one load, the next ones in a thread while the last ones are loaded. Hashing ahead
 * only saves time: what the thread could not hash, or what has changed since, is hashed again in its turn,
 * and fails then if it must.
 */
export class ContentHasher {
  private thread: WorkerThread | null = null;
  private readonly ahead = new Map<string, Promise<HashedContent | null>>();
  private readonly endNow = (): void => void this.end();

  /** @param signal ends the thread when it fires */
  hashAhead(files: readonly Hashable[], signal: AbortSignal): void {
    const bytes = files.reduce((sum, { byteCount }) => sum + byteCount, 0);
    if (bytes < LEAST_AHEAD_BYTES || signal.aborted) return;
    const thread = (this.thread ??= new WorkerThread(WORKER));
    signal.addEventListener('abort', this.endNow);
    for (const { path } of files) {
      this.ahead.set(
        path,
        thread.ask<HashedContent>(path).catch(() => null),
      );
    }
  }

  /** @throws ArchiveRefused unreadable, file_changed; and the signal's reason */
  async hash(path: string, signal: AbortSignal): Promise<HashedContent> {
    const ahead = this.ahead.get(path);
    this.ahead.delete(path);
    const hashed = (await ahead) ?? null;
    signal.throwIfAborted();
    if (hashed !== null && hashed.version === (await currentVersion(path))) return hashed;
    return await hashContent(path, signal);
  }

  /** Ends the thread, whatever it is at. */
  async end(): Promise<void> {
    await this.thread?.end();
  }
}

async function currentVersion(path: string): Promise<string | null> {
  return await lstat(path, { bigint: true }).then(versionOf, () => null);
}
