import { compiledFile, WorkerThread } from '#common/threads';
import type { ArchiveFile } from './archive-files.js';
import { lookAt } from './content-look.worker.js';
import type { SeenContent } from './content-look.worker.js';

const WORKER = compiledFile('./content-look.worker.js', import.meta.url);

/** A thread takes 45 ms to answer for the first time. */
const LEAST_IN_THREAD_BYTES = 1024 * 1024;

/** Looks at contents of the files of one load, at large ones in a thread. */
export class ContentHasher {
  private thread: WorkerThread | null = null;
  private readonly endNow = (): void => void this.end();

  /**
   * The first 64 KiB of a content, or all of a shorter one.
   * @param lengths of beginnings of which digests are needed
   * @throws ArchiveRefused; and the signal's reason
   */
  async head(
    { path }: Pick<ArchiveFile, 'path'>,
    signal: AbortSignal,
    lengths: readonly number[] = [],
  ): Promise<SeenContent> {
    return await lookAt({ path, lengths, isBrief: true }, signal);
  }

  /** All of a content. Throws as `head` does. @param signal ends the thread when it fires */
  async whole(
    { path, byteCount }: Pick<ArchiveFile, 'path' | 'byteCount'>,
    signal: AbortSignal,
    lengths: readonly number[] = [],
  ): Promise<SeenContent> {
    const look = { path, lengths, isBrief: false };
    if (byteCount >= LEAST_IN_THREAD_BYTES && !signal.aborted) {
      const thread = (this.thread ??= new WorkerThread(WORKER));
      signal.addEventListener('abort', this.endNow, { once: true });
      // A refusal has no class once it comes from a thread: it is found here again.
      const seen = await thread.ask<SeenContent>(look).catch(() => null);
      signal.removeEventListener('abort', this.endNow);
      if (seen !== null) return seen;
    }
    signal.throwIfAborted();
    return await lookAt(look, signal);
  }

  /** Ends the thread, whatever it is at. */
  async end(): Promise<void> {
    await this.thread?.end();
  }
}
