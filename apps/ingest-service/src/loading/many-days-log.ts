import type { EventKind } from '../formats/archive-name.js';
import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import type { DayRows } from './day-rows.js';

/** What a log makes of one archive. */
export interface ArchiveRows {
  readonly kind: EventKind;
  readonly tally: LineTally;
  readonly rows: DayRows;
}

/** A log of many days, which is one archive for each kind of its events; it reads stored lines too. */
export interface ManyDaysLog<Chunk> {
  readonly archives: readonly ArchiveRows[];
  readonly lines: EventLog<Chunk>['lines'];
  /** Reads a stored line alone: the day of the event that it has become, or null where it is none. */
  again(line: string): string | null;
  /** Columns of the contract of its mapping that no record has had a value of. */
  absentColumns?(): string[];
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
