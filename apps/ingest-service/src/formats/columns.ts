import type { EventKind } from './archive-name.js';
import type { RepairRule } from './repair.js';

/** A field of a log, and the column of that name in files whose columns have names. */
export interface Column {
  readonly name: string;
  /** What the log has where a file has no such column. */
  readonly otherwise: string;
  /** Anybody may have chosen it. */
  readonly isText?: true;
  /** The repair rule that does not count where a file has no such column. */
  readonly ifAbsent?: RepairRule;
}

const USER = { name: 'uid', otherwise: '' } as const;
const DEVICE = { name: 'device', otherwise: '', ifAbsent: 'device_unknown' } as const;
const SONG = { name: 'song_id', otherwise: '0', ifAbsent: 'song_id_unknown' } as const;
const TITLE = { name: 'song_name', otherwise: '', isText: true } as const;
const SINGER = { name: 'singer', otherwise: '', isText: true } as const;
const QUERY = { name: 'search_query', otherwise: '', isText: true } as const;
/** Constant 0, not stored. */
const PAID = { name: 'paid_flag', otherwise: '0' } as const;

/** The fields of each kind of log, in their order. */
export const COLUMNS = {
  play: [
    USER,
    DEVICE,
    SONG,
    { name: 'song_type', otherwise: '', ifAbsent: 'song_type_unreadable' },
    TITLE,
    SINGER,
    { name: 'play_time', otherwise: '', ifAbsent: 'play_seconds_unreadable' },
    { name: 'song_length', otherwise: '0' },
    PAID,
  ],
  download: [USER, DEVICE, SONG, TITLE, SINGER, PAID],
  feedback: [
    USER,
    DEVICE,
    SONG,
    { name: 'said', otherwise: '' },
    TITLE,
    SINGER,
    { name: 'happened_at', otherwise: '' },
  ],
  search: [USER, DEVICE, { name: 'time_stamp', otherwise: '', ifAbsent: 'time_stamp_unreadable' }, QUERY],
} as const satisfies Record<EventKind, readonly Column[]>;

/** The day of a row, in files of many days. */
export const DAY_COLUMN = 'date';

/** A column of a CSV of any kind. */
export type CsvColumn = (typeof COLUMNS)[EventKind][number]['name'] | typeof DAY_COLUMN;

/** How many fields a log has, the position of its title, and how many numbers follow the texts. */
export function songLogShape(kind: 'play' | 'download'): {
  fields: number;
  titleField: number;
  numbersAtEnd: number;
} {
  const columns: readonly Column[] = COLUMNS[kind];
  return {
    fields: columns.length,
    titleField: columns.indexOf(TITLE),
    numbersAtEnd: columns.length - 1 - columns.indexOf(SINGER),
  };
}
