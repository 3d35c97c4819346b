import type { Changed, OpenChange } from '../events/event-changes.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import type { LookedFile } from './looked-file.js';
import type { ReadingThread } from './reading-thread.js';

/** What a batch is read with. */
export interface BatchReading {
  thread: ReadingThread;
  meter: ProgressMeter;
  signal: AbortSignal;
  /**
   * Called when all lines are read; the thread still has rows of songs and users, which PostgreSQL takes
   * slowly.
   */
  onLinesRead: () => void;
  /** Called when the thread is free, too; what is left to do then is PostgreSQL's. */
  onRead: () => void;
}

/** A batch within its transaction. */
export interface OpenBatch extends BatchReading, OpenChange {}

/** What was loaded within a batch. */
export interface Loaded extends Changed {
  outcomes: LoadOutcome[];
  /** Files that are left to another transaction. */
  left?: LookedFile[];
}
