import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import type { CountedEvents } from './counted-events.js';

/** A log whose rows are those of `staged_event`, and which reads stored lines too. */
export interface StagedLog<Chunk> extends EventLog<Chunk> {
  /** Reads a stored line alone: the day of the event that it has become, or null where it is none. */
  again(line: string): string | null;
  /** The events, instead of rows; null or absent: they are not counted, or were too many, and are all in the rows. */
  counted?(): CountedEvents | null;
  /** Columns of the contract of its mapping that no record has had a value of. */
  absentColumns?(): string[];
}

/** @param read hands the line to the log. @param dayOf the day of the last event */
export function againBy(
  tally: LineTally,
  read: (line: string) => void,
  dayOf: () => string | null,
): StagedLog<unknown>['again'] {
  return (line) => {
    const { events } = tally;
    read(line);
    return tally.events > events ? dayOf() : null;
  };
}
