import type { EventKind } from '../archive-name.js';

/**
 * Columns by kind, in the order of the log's fields: the names that this family of data uses. Exports write them all;
 * on the way in any order will do, `uid` and a day must be there, and others are passed over.
 */
const CSV_COLUMNS: Record<EventKind, readonly string[]> = {
  play: [
    'uid',
    'device',
    'song_id',
    'song_type',
    'song_name',
    'singer',
    'play_time',
    'song_length',
    'paid_flag',
    'date',
  ],
  download: ['uid', 'device', 'song_id', 'song_name', 'singer', 'paid_flag', 'date'],
  search: ['uid', 'device', 'time_stamp', 'search_query', 'date'],
};

/** Where each column stands in the file; -1 when it does not. */
export type CsvHeader = Record<string, number>;

/** Reads the first record of a CSV; null when it does not name `uid` and `date` (or, of searches, `time_stamp`). */
export function readHeader(kind: EventKind, fields: string[]): CsvHeader | null {
  const names = fields.map((field) => field.trim().toLowerCase());
  const header = Object.fromEntries(CSV_COLUMNS[kind].map((column) => [column, names.indexOf(column)]));
  const dated = header['date']! >= 0 || (header['time_stamp'] ?? -1) >= 0;
  return header['uid']! >= 0 && dated ? header : null;
}
