import type { Changed, OpenChange } from '../events/event-changes.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import type { HashedContent } from '../sources/content-hash.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import type { ReadingThread } from './reading-thread.js';

/** An archive whose content has been hashed. */
export interface HashedFile extends ArchiveFile, HashedContent {
  /** Load it even where retention dropped its day. */
  includeDropped: boolean;
  /** Days that its lines may have, where they give them. */
  plausible: PlausibleDays;
}

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
}
