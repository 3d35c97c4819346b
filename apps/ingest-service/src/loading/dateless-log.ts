import { pgDay } from '#common/calendar';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { csvRows } from '../formats/csv/csv-rows.js';
import { LineReader } from '../formats/line-reader.js';
import { LineTally } from '../formats/line-tally.js';
import { FORMATS, searchFormat } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { RowLines } from '../formats/row-line.js';
import { MARK_BAD_BYTES, scanLine } from '../formats/scanned-line.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import { SongNaming } from './song-naming.js';

/**
 * Makes the rows of `staged_event` of an archive whose name gives no day: a search log, or a CSV.
 * @param erased users whose lines are rejected; null: none
 * @param days which days its rows may have
 */
export function createDatelessLog(
  archive: ArchiveName,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
): EventLog {
  const { format, kind } = archive;
  const rows = new CopyRows();
  if (format === 'log') {
    const lines = new LineReader(withoutErased(searchFormat(days), erased), (event) => {
      // A search whose time gives no day is rejected.
      addEventRow(rows, 'search', event, pgDay(event.searchedAt!.day), archiveId);
    });
    return { tally: lines.tally, rows, lines };
  }
  const fileFormat = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const naming = new SongNaming();
  const tally = new LineTally();
  let columns: RowLines | null = null;
  const lines = csvRows({
    columns: (names) => {
      columns = RowLines.of(kind, names);
      if (columns === null) throw new ArchiveRefused('header_missing');
    },
    row: (fields, badBytes) => {
      if (columns === null) throw new Error('a row came before the columns');
      const line = scanLine(columns.lineOf(fields));
      if (badBytes) line.marks |= MARK_BAD_BYTES;
      const day = columns.dayOf(fields);
      if (day === null || !isPlausibleDay(day, days)) {
        tally.addRejected(day === null ? 'day_unknown' : 'day_implausible', line);
        return;
      }
      const event = fileFormat.parse(line);
      if (typeof event === 'string') {
        tally.addRejected(event, line);
        return;
      }
      const at = pgDay(day);
      addEventRow(rows, kind, event, at, archiveId, 'songId' in event ? naming.of(event, line, at) : []);
      tally.addEvent(event.repairs & ~columns.rulesOfAbsentColumns, line);
    },
    unread: (reason) => {
      tally.addRejected(reason);
    },
  });
  return { tally, rows, lines };
}
