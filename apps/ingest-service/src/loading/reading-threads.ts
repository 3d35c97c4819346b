import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { ReadingThread } from './reading-thread.js';

/** Two kernels of this size are no more than the one of the largest days. */
const SMALL_BYTES = 64 * 1024 * 1024;
/** Of a thread that waits for the next load. */
const IDLE_BYTES = 8 * 1024 * 1024;

/** A thread for one batch, and what its reader calls on the way. */
interface TakenThread {
  thread: ReadingThread;
  onLinesRead: () => void;
  onRead: () => void;
  /** Also of a batch that has failed. */
  release: () => void;
}

/**
 * The threads of loads: a second one reads the next batch while PostgreSQL takes the rows of songs and users out of
 * the first, as long as their kernels are small. Large ones would take twice the memory: there the next batch waits.
 */
@Injectable()
export class ReadingThreads implements OnModuleDestroy {
  private readonly free: ReadingThread[] = [];

  /**
   * @param passOn lets the next batch begin
   * @param signal ends the thread when it fires while lines are read, whatever it is at
   */
  take(passOn: () => void, signal: AbortSignal): TakenThread {
    const thread = this.free.pop() ?? new ReadingThread();
    const end = (): void => void thread.end(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    let isTaken = true;
    const release = (): void => {
      signal.removeEventListener('abort', end);
      if (isTaken) this.giveBack(thread);
      isTaken = false;
    };
    return {
      thread,
      onLinesRead: () => {
        signal.removeEventListener('abort', end);
        if (thread.kernelBytes <= SMALL_BYTES) passOn();
      },
      onRead: () => {
        release();
        passOn();
      },
      release,
    };
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

  /** Next to a large kernel no other one is kept. */
  private giveBack(thread: ReadingThread): void {
    if (thread.kernelBytes > SMALL_BYTES) void this.onModuleDestroy();
    if (!thread.hasEnded) this.free.push(thread);
  }
}
