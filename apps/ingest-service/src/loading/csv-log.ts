import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { csvRows, RowLines } from '../formats/csv/csv-rows.js';
import type { CsvSink } from '../formats/csv/csv-rows.js';
import { LineTally } from '../formats/line-tally.js';
import { userOfLine } from '../formats/rejected-lines.js';
import type { RejectionReason } from '../formats/rejection.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { MARK_BAD_BYTES, scanLine } from '../formats/scanned-line.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import { UNKNOWN_HOUR } from '../storage/copy/event-rows.js';
import { DayRows } from './day-rows.js';
import { againBy } from './many-days-log.js';
import type { ManyDaysLog } from './many-days-log.js';

/**
 * Reads one of the CSVs that are made from logs.
 * @param erased users whose lines are rejected; null: none
 * @param days which days its rows may have
 */
export function createCsvLog(
  archive: Pick<ArchiveName, 'kind' | 'identity'>,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
  rowBytes: number,
): ManyDaysLog<Buffer> {
  const { kind } = archive;
  const rows = new DayRows(archive, archiveId, rowBytes);
  let eventDay: string | null = null;
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const tally = new LineTally();
  let columns: RowLines | null = null;
  let header: readonly string[] = [];
  let number = 0;
  const reject = (reason: RejectionReason, line: ScannedLine, fields: readonly string[]): void => {
    if (tally.stored?.wants(reason) === true) {
      const row = Object.fromEntries(header.map((name, at) => [name, fields[at]]));
      const userId = userOfLine(line, reason);
      tally.stored.add({ number, reason, userId, line: JSON.stringify(row) });
    }
    tally.addRejected(reason);
  };
  const sink: CsvSink = {
    columns: (names) => {
      header = names;
      columns = RowLines.of(kind, names);
      if (columns === null) throw new ArchiveRefused('header_missing');
    },
    row: (fields, badBytes) => {
      if (columns === null) throw new Error('a row came before the columns');
      number++;
      const line = scanLine(columns.lineOf(fields));
      if (badBytes) line.marks |= MARK_BAD_BYTES;
      const day = columns.dayOf(fields);
      if (day === null || !isPlausibleDay(day, days)) {
        reject(day === null ? 'day_unknown' : 'day_implausible', line, fields);
        return;
      }
      const event = format.parse(line);
      if (typeof event === 'string') {
        reject(event, line, fields);
        return;
      }
      eventDay = day;
      rows.add(event, day, UNKNOWN_HOUR);
      if ('songId' in event) rows.note(event, line, day);
      tally.addEvent(event.repairs & ~columns.rulesOfAbsentColumns);
    },
    unread: (reason) => {
      number++;
      tally.addRejected(reason);
    },
  };
  const readRow = (line: string): void => {
    const row = JSON.parse(line) as Record<string, string>;
    sink.columns(Object.keys(row));
    sink.row(Object.values(row), false);
  };
  const read = { kind, tally, rows };
  return { archives: [read], lines: csvRows(sink), again: againBy(read, readRow, () => eventDay) };
}
