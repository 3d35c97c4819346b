import type { EventKind } from '../formats/archive-name.js';
import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import type { DayRows } from './day-rows.js';
import type { RowsOfDays } from '../storage/events.repository.js';

/** Bytes of a content, or rows of a Parquet file. */
export type MappedChunk = Buffer | NamedRows;

/** What a log makes of one archive. */
interface RowsOfArchive<Rows> {
  readonly kind: EventKind;
  readonly tally: LineTally;
  /** Null: they are not many yet. */
  readonly rows: { takeMany(): Rows | null; takeRest(): Rows };
}
interface ArchiveRows extends RowsOfArchive<RowsOfDays> {
  readonly rows: DayRows;
}

/** The log of a file, from its chunks to rows of its archives. */
export interface FileLog<Rows, Chunk = MappedChunk> {
  readonly archives: readonly RowsOfArchive<Rows>[];
  readonly lines: EventLog<Chunk>['lines'];
}

/** A log of many days, which is one archive for each kind of its events. */
export interface ManyDaysLog<Chunk> extends FileLog<RowsOfDays, Chunk> {
  readonly archives: readonly ArchiveRows[];
}
