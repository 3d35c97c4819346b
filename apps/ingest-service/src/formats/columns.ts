import type { EventKind } from './archive-name.js';

/** A field of a log, and the column of that name in files whose columns have names. */
export interface Column {
  readonly name: string;
  /** What the log has where a file has no such column. */
  readonly otherwise: string;
}

const USER = { name: 'uid', otherwise: '' } as const;
const DEVICE = { name: 'device', otherwise: '' } as const;
const SONG = { name: 'song_id', otherwise: '0' } as const;
const TITLE = { name: 'song_name', otherwise: '' } as const;
const SINGER = { name: 'singer', otherwise: '' } as const;
const QUERY = { name: 'search_query', otherwise: '' } as const;
/** Constant 0, not stored. */
const PAID = { name: 'paid_flag', otherwise: '0' } as const;

/** The fields of each kind of log, in their order. */
export const COLUMNS = {
  play: [
    USER,
    DEVICE,
    SONG,
    { name: 'song_type', otherwise: '' },
    TITLE,
    SINGER,
    { name: 'play_time', otherwise: '' },
    { name: 'song_length', otherwise: '0' },
    PAID,
  ],
  download: [USER, DEVICE, SONG, TITLE, SINGER, PAID],
  search: [USER, DEVICE, { name: 'time_stamp', otherwise: '' }, QUERY],
} as const satisfies Record<EventKind, readonly Column[]>;

/** The day of a row, in files of many days. */
export const DAY_COLUMN = 'date';

/** A column of a CSV of any kind. */
export type CsvColumn = (typeof COLUMNS)[EventKind][number]['name'] | typeof DAY_COLUMN;

/** Columns of texts that anybody may have chosen. */
export const TEXT_COLUMNS: ReadonlySet<string> = new Set([TITLE.name, SINGER.name, QUERY.name]);

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
