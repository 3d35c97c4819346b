import { isCalendarDay } from '#common/calendar';
import type { EventKind } from './archive-name.js';
import { COLUMNS, DAY_COLUMN } from './columns.js';
import type { Column } from './columns.js';
import { repairBit } from './repair.js';

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
