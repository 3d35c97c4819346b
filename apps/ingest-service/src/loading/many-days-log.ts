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
export interface ArchiveRows extends RowsOfArchive<RowsOfDays> {
  readonly rows: DayRows;
}

/** The log of a file, from its chunks to rows of its archives. */
export interface FileLog<Rows, Chunk = MappedChunk> {
  readonly archives: readonly RowsOfArchive<Rows>[];
  readonly lines: EventLog<Chunk>['lines'];
}

/** A log of many days, which is one archive for each kind of its events; it reads stored lines too. */
export interface ManyDaysLog<Chunk> extends FileLog<RowsOfDays, Chunk> {
  readonly archives: readonly ArchiveRows[];
  /** Reads a stored line alone: the day of the event that it has become, or null where it is none. */
  again(line: string): string | null;
}

/** @param read hands the line to the log. @param dayOf the day of the last event */
export function againBy(
  { tally }: ArchiveRows,
  read: (line: string) => void,
  dayOf: () => string | null,
): ManyDaysLog<unknown>['again'] {
  return (line) => {
    const { events } = tally;
    read(line);
    return tally.events > events ? dayOf() : null;
  };
}
