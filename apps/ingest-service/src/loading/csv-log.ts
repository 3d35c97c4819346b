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
import { sampledFormat } from '../formats/user-sample.js';
import type { UserSample } from '../formats/user-sample.js';
import { readHeader } from '../formats/csv/csv-columns.js';
import type { CsvHeader } from '../formats/csv/csv-columns.js';
import { dayOf, logLineOf, rulesOfAbsentColumns } from '../formats/csv/csv-line.js';
import { CsvRecords } from '../formats/csv/csv-records.js';
import type { CsvRecord, UnreadRecord } from '../formats/csv/csv-records.js';
import { DatedSongs } from './dated-songs.js';

const SEARCH_FORMAT = searchFormat(null);

/**
 * One CSV on its way from bytes to rows: each row becomes the line of its log and is read by the same parser. The
 * header is no line; the date column gives the day.
 */
export function createCsvLog(
  { identity, kind }: ArchiveName,
  archiveId: number,
  sample: UserSample | null,
  withLengths: boolean,
  days: PlausibleDays,
): EventLog {
  const playFormat = sampledFormat(PLAY_FORMAT, sample);
  const downloadFormat = sampledFormat(DOWNLOAD_FORMAT, sample);
  const searchFormatOfCsv = sampledFormat(SEARCH_FORMAT, sample);
  const tally = new LineTally();
  const rows = new CopyRows();
  const songs = new DatedSongs(identity, withLengths);
  let header: CsvHeader | null = null;
  let absent = 0;

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
    const event = searchFormatOfCsv.parse(line);
    if (typeof event === 'string') return event;
    addSearchRow(rows, event, day, archiveId);
    return event.repairs;
  };

  const read = (line: ScannedLine, day: string | null): number | RejectionReason => {
    if (day === null) return 'day_unknown';
    return isPlausibleDay(day, days) ? add(line, dayNumber(day)) : 'day_implausible';
  };

  const accept = (record: CsvRecord | UnreadRecord): void => {
    if (typeof record === 'string') {
      tally.addRejected(record);
      return;
    }
    const { fields, badBytes } = record;
    if (header === null) {
      header = readHeader(kind, fields);
      if (header === null) throw new ArchiveRefused('header_missing');
      absent = rulesOfAbsentColumns(header);
      return;
    }
    if (fields.length === 1 && fields[0] === '') {
      tally.addRejected('empty_line');
      return;
    }
    const day = dayOf(header, fields);
    const line = scanLine(logLineOf(kind, header, fields));
    if (badBytes) line.marks |= MARK_BAD_BYTES;
    const added = read(line, day);
    if (typeof added === 'string') tally.addRejected(added, line);
    else tally.addEvent(added & ~absent, line);
  };

  const records = new CsvRecords(accept);
  return {
    tally,
    songs: kind === 'search' ? null : songs,
    rows,
    push: (chunk) => {
      records.push(chunk);
    },
    finish: (cut) => {
      records.finish(cut);
    },
  };
}
