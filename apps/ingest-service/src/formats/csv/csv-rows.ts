import { isCalendarDay } from '#common/calendar';
import { fromCell } from '#common/cells';
import type { EventKind } from '../archive-name.js';
import { COLUMNS, DAY_COLUMN, TEXT_COLUMNS } from '../columns.js';
import type { Column } from '../columns.js';
import type { RejectionReason } from '../rejection.js';
import { repairBit } from '../repair.js';
import { CsvRecords } from './csv-records.js';

/** What a CSV holds, in its order. */
export interface CsvSink {
  /** The names of the columns, once, before the first row. Names are compared as `COLUMNS` writes them. */
  columns(names: readonly string[]): void;
  /** The fields of a row, in the order of the columns. */
  row(fields: readonly string[], badBytes: boolean): void;
  /** A line that is no row. */
  unread(reason: RejectionReason): void;
}

/**
 * Reads a CSV: its first record names the columns, in any case; texts may be written so that no spreadsheet
 * takes them for a formula.
 */
export function csvRows(sink: CsvSink): CsvRecords {
  let names: string[] | null = null;
  return new CsvRecords((record) => {
    if (typeof record === 'string') {
      sink.unread(record);
      return;
    }
    const { fields, badBytes } = record;
    if (names === null) {
      names = fields.map((field) => field.trim().toLowerCase());
      sink.columns(names);
    } else if (fields.length === 1 && fields[0] === '') sink.unread('empty_line');
    else {
      const cells = names.map((name, at) =>
        TEXT_COLUMNS.has(name) ? fromCell(fields[at] ?? '') : (fields[at] ?? ''),
      );
      sink.row(cells, badBytes);
    }
  });
}

const DATE = /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[ T][\d:.]*)?\s*$/;
/** Bytes that separate fields and lines in logs and may stand in a field of a row. */
const SEPARATORS = /[\t\r\n]+/g;

/** Turns the rows of a file into lines of a log. Columns that no log has are passed over. */
export class RowLines {
  /** Position of each field of the log in a row, -1 where it is absent, and what is written then. */
  private readonly fields: { at: number; otherwise: string }[];
  private readonly dayAt: number;
  /** Repair rules that would count columns which the file does not have. */
  readonly rulesOfAbsentColumns: number;

  private constructor(kind: EventKind, names: readonly string[]) {
    const columns: readonly Column[] = COLUMNS[kind];
    this.fields = columns.map(({ name, otherwise }) => ({ at: names.indexOf(name), otherwise }));
    const dateAt = names.indexOf(DAY_COLUMN);
    this.dayAt = dateAt >= 0 || kind !== 'search' ? dateAt : names.indexOf('time_stamp');
    const isAbsent = (column: string): boolean =>
      columns.some(({ name }) => name === column) && !names.includes(column);
    this.rulesOfAbsentColumns =
      (isAbsent('device') ? repairBit('device_unknown') : 0) |
      (isAbsent('song_id') ? repairBit('song_id_unknown') : 0) |
      (isAbsent('song_type') ? repairBit('song_type_unreadable') : 0) |
      (isAbsent('play_time') ? repairBit('play_seconds_unreadable') : 0) |
      (isAbsent('time_stamp') ? repairBit('time_stamp_unreadable') : 0);
  }

  /** @returns null when the columns do not name `uid` and `date` (or, of searches, `time_stamp`) */
  static of(kind: EventKind, names: readonly string[]): RowLines | null {
    const lines = new RowLines(kind, names);
    return names.includes('uid') && lines.dayAt >= 0 ? lines : null;
  }

  lineOf(row: readonly string[]): string {
    return this.fields
      .map(({ at, otherwise }) => (at < 0 ? otherwise : (row[at] ?? '').replace(SEPARATORS, ' ')))
      .join('\t');
  }

  /** The row's day, of its `date` (2017-04-01 or 20170401) or time stamp; null when it is none. */
  dayOf(row: readonly string[]): string | null {
    const date = DATE.exec(row[this.dayAt] ?? '');
    if (date === null) return null;
    const day = `${date[1]!}-${date[2]!}-${date[3]!}`;
    return isCalendarDay(day) ? day : null;
  }
}
