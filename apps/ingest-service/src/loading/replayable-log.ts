import { pgDay } from '#common/calendar';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineReader } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import { SongNaming } from './song-naming.js';

/** A log whose rows are those of `staged_event`, and which reads stored lines too. */
export interface ReplayableLog<Chunk = Buffer> extends EventLog<Chunk> {
  /** Reads a stored line alone: the day of the event that it has become, or null where it is none. */
  again(line: string): string | null;
  /** Columns of the contract of its mapping that no record has had a value of. */
  readonly absentColumns?: () => string[];
}

/** The log of an archive of one day, without the kernel. @param erased users whose lines are rejected */
export function createDayLog(
  { kind, day }: Pick<ArchiveName, 'kind' | 'day'>,
  archiveId: number,
  erased: ErasedUsers | null,
): ReplayableLog {
  const rows = new CopyRows();
  const naming = new SongNaming();
  const at = pgDay(day!);
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const lines = new LineReader(format, (event, line) => {
    addEventRow(rows, kind, event, at, archiveId, 'songId' in event ? naming.of(event, line, at) : []);
  });
  return { tally: lines.tally, rows, lines, again: againBy(lines.tally, aloneBy(lines), () => day) };
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
