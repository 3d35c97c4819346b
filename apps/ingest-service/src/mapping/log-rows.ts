import { isCalendarDay } from '#common/calendar';
import { fromCell } from '#common/cells';
import type { EventKind } from '../formats/archive-name.js';
import { COLUMNS, DAY_COLUMN } from '../formats/columns.js';
import type { Column } from '../formats/columns.js';
import { RawFields } from '../formats/raw-fields.js';
import { repairBit } from '../formats/repair.js';
import type { RejectedRecord } from './mapped-events.js';
import { mappingSchema } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { textOf } from './values.js';
import type { MappedRecord } from './values.js';

/** A row of a CSV as the line of a log. */
export interface LogRow {
  kind: EventKind;
  day: string;
  line: string;
  /** Bits of repair rules that would count columns which the file does not have. */
  ruledOut: number;
}

const TIME_COLUMN = 'time_stamp';
const DATE = /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[ T][\d:.]*)?\s*$/;
/** Bytes that separate fields and lines in logs and may stand in a field of a row. */
const SEPARATORS = /[\t\r\n]+/g;

/** The mapping of CSVs that are made from logs of Music Box: its records are read by `LogRows`. */
export function mappingOfLogRows(kind: EventKind): Mapping {
  const days = kind === 'search' ? [DAY_COLUMN, TIME_COLUMN] : [DAY_COLUMN];
  const optional = (name: string): object => ({ first: [name] });
  const mapping = mappingSchema.parse({
    ...{
      name: 'music-box',
      records: 'csv',
      ids: 'numeric',
      kind: kind === 'feedback' ? 'like' : kind,
      user: 'uid',
      time: { first: days },
    },
    ...{ song: optional('song_id'), title: optional('song_name'), query: optional('search_query') },
  });
  return { ...mapping, ofLog: true };
}

/**
 * Turns rows of CSVs that are made from logs of Music Box into lines of the log, so that its rules hold for them.
 * Columns that no log has are passed over; texts may be written so that no spreadsheet takes them for a formula.
 */
export class LogRows {
  /** @param header names of the columns in small letters; empty: records are objects */
  constructor(
    private readonly kind: EventKind,
    private readonly header: readonly string[],
  ) {}

  read(record: MappedRecord): LogRow | RejectedRecord {
    const { kind } = this;
    const row = record instanceof RawFields ? this.rowOf(record) : record;
    const valueOf = (name: string): string | undefined => {
      const value = (row as Record<string, unknown>)[name];
      return value === undefined || typeof value === 'string' ? value : textOf(value);
    };
    const day = dayIn(valueOf(DAY_COLUMN) ?? (kind === 'search' ? valueOf(TIME_COLUMN) : undefined));
    if (day === null) return { kind, reason: 'day_unknown' };
    let ruledOut = 0;
    const fields = COLUMNS[kind].map(({ name, otherwise, isText, ifAbsent }: Column) => {
      const value = valueOf(name);
      if (value === undefined && ifAbsent !== undefined) ruledOut |= repairBit(ifAbsent);
      return value === undefined ? otherwise : (isText ? fromCell(value) : value).replace(SEPARATORS, ' ');
    });
    return { kind, day, line: fields.join('\t'), ruledOut };
  }

  /** A field that the row lacks is blank. */
  private rowOf(record: RawFields): object {
    return Object.fromEntries(this.header.map((name, at) => [name, record.value(at) ?? '']));
  }
}

/** The day of a `date` (2017-04-01 or 20170401) or time stamp; null when it is none. */
function dayIn(text = ''): string | null {
  const date = DATE.exec(text);
  if (date === null) return null;
  const day = `${date[1]!}-${date[2]!}-${date[3]!}`;
  return isCalendarDay(day) ? day : null;
}
