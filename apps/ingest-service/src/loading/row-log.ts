import type { ArchiveName } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { dayNumber } from '../storage/calendar-day.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import type { EventLog } from '../kernel/event-log.js';
import { addDownloadRow, addPlayRow, addSearchRow } from '../storage/copy/event-rows.js';
import { LineTally } from '../formats/line-tally.js';
import { DOWNLOAD_FORMAT, PLAY_FORMAT, searchFormat } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { RejectionReason } from '../formats/rejection.js';
import { MARK_BAD_BYTES, scanLine } from '../formats/scanned-line.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import type { RowFormat } from '../formats/row-format.js';
import { RowLines } from '../formats/row-line.js';
import { DatedSongs } from './dated-songs.js';

const SEARCH_FORMAT = searchFormat(null);

/**
 * One file of rows on its way from bytes to rows of COPY: each row becomes the line of its log and is read by the same parser. Its date
 * column gives the day.
 */
export function createRowLog(
  format: RowFormat,
  { identity, kind }: ArchiveName,
  archiveId: number,
  erased: ErasedUsers | null,
  countsSongs: boolean,
  days: PlausibleDays,
): EventLog {
  const playFormat = withoutErased(PLAY_FORMAT, erased);
  const downloadFormat = withoutErased(DOWNLOAD_FORMAT, erased);
  const searchFormatOfRow = withoutErased(SEARCH_FORMAT, erased);
  const tally = new LineTally();
  const rows = new CopyRows();
  const songs = new DatedSongs(identity, countsSongs);
  let lines: RowLines | null = null;

  /** Adds the row's event and answers its repairs, or why there is none. */
  const add = (line: ScannedLine, day: number): number | RejectionReason => {
    if (kind === 'play') {
      const event = playFormat.parse(line);
      if (typeof event === 'string') return event;
      addPlayRow(rows, event, day, archiveId);
      songs.add(event, line, day, event.songSeconds);
      return event.repairs;
    }
    if (kind === 'download') {
      const event = downloadFormat.parse(line);
      if (typeof event === 'string') return event;
      addDownloadRow(rows, event, day, archiveId);
      songs.add(event, line, day, null);
      return event.repairs;
    }
    const event = searchFormatOfRow.parse(line);
    if (typeof event === 'string') return event;
    addSearchRow(rows, event, day, archiveId);
    return event.repairs;
  };

  const read = (line: ScannedLine, day: string | null): number | RejectionReason => {
    if (day === null) return 'day_unknown';
    return isPlausibleDay(day, days) ? add(line, dayNumber(day)) : 'day_implausible';
  };

  const reader = format({
    columns: (names) => {
      lines = RowLines.of(kind, names);
      if (lines === null) throw new ArchiveRefused('header_missing');
    },
    row: (fields, badBytes) => {
      if (lines === null) throw new Error('a row came before the columns');
      const line = scanLine(lines.lineOf(fields));
      if (badBytes) line.marks |= MARK_BAD_BYTES;
      const added = read(line, lines.dayOf(fields));
      if (typeof added === 'string') tally.addRejected(added, line);
      else tally.addEvent(added & ~lines.rulesOfAbsentColumns, line);
    },
    unread: (reason) => {
      tally.addRejected(reason);
    },
  });
  return {
    tally,
    songs: kind === 'search' ? null : songs,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}
