import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
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
import { addEventRow } from '../storage/copy/event-rows.js';
import { SongNaming } from './song-naming.js';
import { againBy } from './staged-log.js';
import type { StagedLog } from './staged-log.js';

/**
 * Makes the rows of `staged_event` of one of the CSVs that are made from logs.
 * @param erased users whose lines are rejected; null: none
 * @param days which days its rows may have
 */
export function createCsvLog(
  { kind }: Pick<ArchiveName, 'kind'>,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
): StagedLog<Buffer> {
  const rows = new CopyRows();
  let eventDay: string | null = null;
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const naming = new SongNaming();
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
      const at = pgDay(day);
      addEventRow(rows, kind, event, at, archiveId, 'songId' in event ? naming.of(event, line, at) : []);
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
  return { tally, rows, lines: csvRows(sink), again: againBy(tally, readRow, () => eventDay) };
}
