import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';

/** A log whose rows are those of `staged_event`, and which reads stored lines too. */
export interface ReplayableLog<Chunk = Buffer> extends EventLog<Chunk> {
  /** Reads a stored line alone: the day of the event that it has become, or null where it is none. */
  again(line: string): string | null;
}

/** @param read hands the line to the log. @param dayOf the day of the last event */
export function againBy(
  tally: LineTally,
  read: (line: string) => void,
  dayOf: () => string | null,
): ReplayableLog['again'] {
  return (line) => {
    const { events } = tally;
    read(line);
    return tally.events > events ? dayOf() : null;
  };
}

/** Reads a line that is the whole log: it is joined with no other. */
export function aloneBy(lines: EventLog['lines']): (line: string) => void {
  return (line) => {
    lines.push(Buffer.from(line));
    lines.finish(false);
  };
}
