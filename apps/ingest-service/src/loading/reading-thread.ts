import { compiledFile, WorkerThread } from '#common/threads';
import type { ThreadStream } from '#common/threads';
import type { ErasedUsers } from '../formats/erased-users.js';
import { Logger } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { asBuffer } from '../storage/copy/copy-chunks.js';
import type { ReadableFile } from './log-reader.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import type { ReadEnd, ReadPiece } from './read-file.js';
import { Uncounted } from './refused-log.js';
import type { CountsTask, DayState, DaysTask, DayTask, LogTask, ReadingTask } from './reading.worker.js';

const WORKER = compiledFile('./reading.worker.js', import.meta.url);

/**
 * A buffer with so many rows is filled again. Smaller ones are not: what is below the socket's high-water mark of
 * 64 KiB counts as written before it is.
 */
const LEAST_REUSED = 128 * 1024;

/** A file that is read in a thread, which waits while PostgreSQL takes its pieces. `return` stops it. */
export type Reading<Piece, End> = AsyncIterator<Piece, End>;

/**
 * A thread that reads archives, with a kernel of its own: a day, whose archives are read one after the other, or a
 * file of many days. How a log is run in it: reading.worker.ts creates the log by what the task says, readFile
 * pushes the chunks of the file; rows that the log hands out come here as pieces, its counts at the end.
 * A file that the thread does not survive is refused (reader_failed).
 */
export class ReadingThread {
  /** What the kernel's memory had grown to when `dayState` was asked. */
  kernelBytes = 0;
  /** By `end`. */
  hasEnded = false;
  private thread = new WorkerThread(WORKER);
  private readonly spare: ArrayBuffer[] = [];
  private readonly logger = new Logger('load');

  /** Begins the counts of a day; those of the last day are gone. */
  async startDay(day: Omit<DayTask, 'do'>): Promise<void> {
    this.begin();
    await this.ask({ do: 'start day', ...day });
  }

  /** An archive of the started day, which is read to its end, or `return`ed, before the next one. */
  readLog(log: Omit<LogTask, 'do' | 'spare'>): Reading<ReadPiece<Uint8Array[]>, ReadEnd> {
    const spare = this.takeSpare();
    return this.reading(this.stream({ do: 'read log', ...log, spare }, spare), log.file);
  }

  readDays(days: Omit<DaysTask, 'do'>): Reading<ReadPiece<RowsOfDays>, ReadEnd> {
    this.begin();
    return this.reading(this.stream({ do: 'read days', ...days }, []), days.file);
  }

  /**
   * Of the started day, when all its archives are read; they are asked for with the first row, one after the other.
   * @throws Uncounted, such as where the kernel has no room to sort them
   */
  async *counts(of: CountsTask['of']): AsyncGenerator<Buffer> {
    const counts = this.stream<Uint8Array, undefined>({ do: 'counts', of }, []);
    const failed = (cause: Error): never => {
      throw this.hasEnded ? cause : new Uncounted(cause.message, { cause });
    };
    try {
      for (;;) {
        const next = await counts.next().catch(failed);
        if (next.done === true) return;
        yield asBuffer(next.value);
      }
    } finally {
      await counts.return();
    }
  }

  async dayState(): Promise<DayState> {
    const state = await this.ask<DayState>({ do: 'state' });
    this.kernelBytes = state.kernelBytes;
    return state;
  }

  /** A buffer of rows that PostgreSQL has is filled again, in the thread. */
  readonly giveBack = ({ buffer, length }: Buffer): void => {
    if (length >= LEAST_REUSED) this.spare.push(buffer as ArrayBuffer);
  };

  /** Ends it at once, whatever it is at. */
  async end(reason?: unknown): Promise<void> {
    this.hasEnded = true;
    await this.thread.end(reason);
  }

  /** Anew where the thread has ended by itself. */
  private begin(): void {
    if (this.thread.hasEnded && !this.hasEnded) this.thread = new WorkerThread(WORKER);
  }

  private reading<Piece, End>(stream: ThreadStream<Piece, End>, { path }: ReadableFile): Reading<Piece, End> {
    const failed = (cause: Error): never => {
      if (this.hasEnded) throw cause;
      this.logger.error(`${path} could not be read: ${cause.stack ?? cause.message}`);
      throw new ArchiveRefused('reader_failed', { cause });
    };
    return { next: () => stream.next().catch(failed), return: () => stream.return() };
  }

  private async ask<Answer>(task: ReadingTask): Promise<Answer> {
    return await this.thread.ask<Answer>(task);
  }

  private stream<Piece, Result>(task: ReadingTask, transfer: ArrayBuffer[]): ThreadStream<Piece, Result> {
    return this.thread.stream(task, { transfer }, () => this.takeSpare());
  }

  private takeSpare(): ArrayBuffer[] {
    return this.spare.splice(0);
  }
}

/** Of a table whose places are memory that threads share. */
export function sharedErased(erased: ErasedUsers | null): DayTask['erased'] {
  return erased === null ? null : { key: erased.key, slots: erased.slots };
}
