import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { BatchReading } from './open-batch.js';
import { ReadingThread } from './reading-thread.js';

/** Two kernels of this size are no more than the one of the largest days. */
const SMALL_BYTES = 64 * 1024 * 1024;
/** Of a thread that waits for the next load. */
const IDLE_BYTES = 8 * 1024 * 1024;

/** A thread for one batch, and what its reader calls on the way. */
type TakenThread = Pick<BatchReading, 'thread' | 'onLinesRead' | 'onRead'>;

/**
 * The threads of loads. As many as a load may use read batches side by side; one more reads the next batch
 * while PostgreSQL takes the rows of songs and users out of the first, as long as its kernel is small. Large
 * ones would take twice the memory: there the next batch waits.
 */
@Injectable()
export class ReadingThreads implements OnModuleDestroy {
  private readonly free: ReadingThread[] = [];

  /**
   * Loads batches, of which `readers` are read at a time and one more is in work. The first error stops the others by
   * the signal; it is thrown when none is in work any more.
   * @param signal the caller's own; what `load` gets fires also after an error, and ends threads that read
   */
  async each<Batch>(
    batches: readonly Batch[],
    readers: number,
    signal: AbortSignal,
    load: (batch: Batch, taken: TakenThread, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const inWork = new Set<Promise<void>>();
    let reading = 0;
    let wake = (): void => undefined;
    for (const batch of batches) {
      while (reading >= readers || inWork.size > readers)
        await new Promise<void>((resolve) => (wake = resolve));
      if (stop.signal.aborted) break;
      reading++;
      let isReading = true;
      const taken = this.take(either, () => {
        if (isReading) reading--;
        isReading = false;
        wake();
      });
      const work = load(batch, taken, either)
        .catch((error: unknown) => {
          stop.abort(error);
        })
        .finally(() => {
          inWork.delete(work);
          taken.onRead();
        });
      inWork.add(work);
    }
    await Promise.all(inWork);
    stop.signal.throwIfAborted();
  }

  /** Ends threads that wait, but for a small one, when no further batch comes. */
  async rest(): Promise<void> {
    const small = this.free.findIndex(({ kernelBytes }) => kernelBytes <= IDLE_BYTES);
    const kept = small < 0 ? [] : this.free.splice(small, 1);
    await this.onModuleDestroy();
    this.free.push(...kept);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.free.splice(0).map((thread) => thread.end()));
  }

  /** @param signal ends the thread when it fires while lines are read, whatever it is at */
  private take(signal: AbortSignal, endReading: () => void): TakenThread {
    const thread = this.free.pop() ?? new ReadingThread();
    const end = (): void => void thread.end(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    let isTaken = true;
    return {
      thread,
      onLinesRead: () => {
        signal.removeEventListener('abort', end);
        if (thread.kernelBytes <= SMALL_BYTES) endReading();
      },
      onRead: () => {
        signal.removeEventListener('abort', end);
        if (isTaken) this.giveBack(thread);
        isTaken = false;
        endReading();
      },
    };
  }

  /** Next to a large kernel no other one is kept. */
  private giveBack(thread: ReadingThread): void {
    if (thread.kernelBytes > SMALL_BYTES) void this.onModuleDestroy();
    if (!thread.hasEnded) this.free.push(thread);
  }
}
