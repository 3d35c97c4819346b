import { fromCell } from '#common';
import type { EventKind } from '../archive-name.js';
import { isCalendarDay } from '../plausible-day.js';
import { repairBit } from '../repair.js';
import type { CsvHeader } from './csv-columns.js';

const DATE = /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[ T][\d:.]*)?\s*$/;
/** Bytes that separate fields and lines in logs and may stand in a quoted field of a CSV. */
const SEPARATORS = /[\t\r\n]+/g;
/** Columns of texts that anybody may have chosen. */
const TEXTS = new Set(['song_name', 'singer', 'search_query']);

/** The fields of the log's line, in its order, with what stands where the CSV has no such column. */
const LOG_FIELDS: Record<EventKind, readonly (readonly [column: string, otherwise: string])[]> = {
  play: [
    ['uid', ''],
    ['device', ''],
    ['song_id', '0'],
    ['song_type', ''],
    ['song_name', ''],
    ['singer', ''],
    ['play_time', ''],
    ['song_length', '0'],
    ['paid_flag', '0'],
  ],
  download: [
    ['uid', ''],
    ['device', ''],
    ['song_id', '0'],
    ['song_name', ''],
    ['singer', ''],
    ['paid_flag', '0'],
  ],
  search: [
    ['uid', ''],
    ['device', ''],
    ['time_stamp', ''],
    ['search_query', ''],
  ],
};

/** A row of a CSV as the line that its log would have had. */
export function logLineOf(kind: EventKind, header: CsvHeader, fields: string[]): string {
  return LOG_FIELDS[kind]
    .map(([column, otherwise]) => {
      const at = header[column]!;
      if (at < 0) return otherwise;
      const cell = fields[at] ?? '';
      return (TEXTS.has(column) ? fromCell(cell) : cell).replace(SEPARATORS, ' ');
    })
    .join('\t');
}

/** The row's day: its `date` (2017-04-01 or 20170401, blanks around it allowed), or that of its time stamp. */
export function dayOf(header: CsvHeader, fields: string[]): string | null {
  const at = header['date']! >= 0 ? header['date']! : (header['time_stamp'] ?? -1);
  const date = DATE.exec(fields[at] ?? '');
  if (date === null) return null;
  const day = `${date[1]!}-${date[2]!}-${date[3]!}`;
  return isCalendarDay(day) ? day : null;
}

/** Repair rules that would count columns which the CSV does not have. */
export function rulesOfAbsentColumns(header: CsvHeader): number {
  const absent = (column: string): boolean => header[column] === -1;
  let bits = 0;
  if (absent('device')) bits |= repairBit('device_unknown');
  if (absent('song_id')) bits |= repairBit('song_id_unknown');
  if (absent('song_type')) bits |= repairBit('song_type_unreadable');
  if (absent('play_time')) bits |= repairBit('play_seconds_unreadable');
  if (absent('time_stamp')) bits |= repairBit('time_stamp_unreadable');
  return bits;
}
