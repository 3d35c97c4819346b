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
 * The threads of loads. As many as a load may use read batches side by side; one more reads the next batch while
 * PostgreSQL takes the rows of songs and users out of the first, as long as its kernel is small. Large ones would take
 * twice the memory: there the next batch waits.
 */
@Injectable()
export class ReadingThreads implements OnModuleDestroy {
  private readonly free: ReadingThread[] = [];
  /** Batches whose lines are read, and what lets the next ones begin. */
  private reading = 0;
  private readonly waiting: { passOn: () => void; readers: number }[] = [];

  /**
   * @param passOn lets the next batch begin
   * @param readers threads that may read at a time
   * @param signal ends the thread when it fires while lines are read, whatever it is at
   */
  take(passOn: () => void, readers: number, signal: AbortSignal): TakenThread {
    const thread = this.free.pop() ?? new ReadingThread();
    const end = (): void => void thread.end(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    const next = { passOn, readers };
    let isReading = true;
    const endReading = (): void => {
      if (isReading) this.reading--;
      isReading = false;
      this.letOn();
    };
    let isTaken = true;
    const release = (): void => {
      signal.removeEventListener('abort', end);
      if (isTaken) this.giveBack(thread);
      isTaken = false;
      // After an error no other batch begins.
      if (this.waiting.includes(next)) this.waiting.splice(this.waiting.indexOf(next), 1);
      endReading();
    };
    this.reading++;
    this.waiting.push(next);
    this.letOn();
    return {
      thread,
      onLinesRead: () => {
        signal.removeEventListener('abort', end);
        if (thread.kernelBytes <= SMALL_BYTES) endReading();
      },
      onRead: () => {
        release();
        passOn();
      },
      release,
    };
  }

  private letOn(): void {
    while (this.waiting.length > 0 && this.reading < this.waiting[0]!.readers) this.waiting.shift()!.passOn();
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
