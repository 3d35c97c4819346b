import { pgDay } from '#common/calendar';
import type { ArchiveName } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { csvRows } from '../formats/csv/csv-rows.js';
import { LineReader } from '../formats/line-reader.js';
import { LineTally } from '../formats/line-tally.js';
import { DOWNLOAD_FORMAT, PLAY_FORMAT, searchFormat } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { RejectionReason } from '../formats/rejection.js';
import { RowLines } from '../formats/row-line.js';
import { MARK_BAD_BYTES, scanLine } from '../formats/scanned-line.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import { logOf } from '../kernel/event-log.js';
import type { EventLog } from '../kernel/event-log.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addDownloadRow, addPlayRow, addSearchRow } from '../storage/copy/event-rows.js';
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
    const reader = new LineReader(withoutErased(searchFormat(days), erased), (event) => {
      addSearchRow(rows, event, null, archiveId);
    });
    return logOf(reader, rows);
  }
  const add = rowsOfKind(kind, rows, archiveId, erased);
  const tally = new LineTally();
  let lines: RowLines | null = null;
  const reader = csvRows({
    columns: (names) => {
      lines = RowLines.of(kind, names);
      if (lines === null) throw new ArchiveRefused('header_missing');
    },
    row: (fields, badBytes) => {
      if (lines === null) throw new Error('a row came before the columns');
      const line = scanLine(lines.lineOf(fields));
      if (badBytes) line.marks |= MARK_BAD_BYTES;
      const day = lines.dayOf(fields);
      const added =
        day === null ? 'day_unknown' : isPlausibleDay(day, days) ? add(line, pgDay(day)) : 'day_implausible';
      if (typeof added === 'string') tally.addRejected(added, line);
      else tally.addEvent(added & ~lines.rulesOfAbsentColumns, line);
    },
    unread: (reason) => {
      tally.addRejected(reason);
    },
  });
  return {
    tally,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}

/** Adds the event of a row, read as the line of its log; answers its repairs, or why there is none. */
type AddRow = (line: ScannedLine, day: number) => number | RejectionReason;

function rowsOfKind(
  kind: ArchiveName['kind'],
  rows: CopyRows,
  archiveId: number,
  erased: ErasedUsers | null,
): AddRow {
  const naming = new SongNaming();
  const plays = withoutErased(PLAY_FORMAT, erased);
  const downloads = withoutErased(DOWNLOAD_FORMAT, erased);
  const searches = withoutErased(searchFormat(null), erased);
  return {
    play: (line: ScannedLine, day: number) => {
      const event = plays.parse(line);
      if (typeof event === 'string') return event;
      addPlayRow(rows, event, day, archiveId, naming.of(event, line, day));
      return event.repairs;
    },
    download: (line: ScannedLine, day: number) => {
      const event = downloads.parse(line);
      if (typeof event === 'string') return event;
      addDownloadRow(rows, event, day, archiveId, naming.of(event, line, day));
      return event.repairs;
    },
    search: (line: ScannedLine, day: number) => {
      const event = searches.parse(line);
      if (typeof event === 'string') return event;
      addSearchRow(rows, event, day, archiveId);
      return event.repairs;
    },
  }[kind];
}
