import type { Cell, ParquetColumn, ParquetTable } from '#common/parquet';
import { COPY_HEADER } from '../storage/copy/copy-rows.js';
import { dayNumber } from '../storage/calendar-day.js';

/** Stands in the place of a row's number of fields after the last row. */
const END = -1;
/** Stands in the place of a field's length where it is null. */
const NULL = -1;
/** PostgreSQL counts days from 2000 on, files from 1970 on. */
export const EPOCH_DAYS = dayNumber('1970-01-01');
/** Whole numbers that a sketch of 256 bits is in a file. */
const SKETCH_PARTS = 8;

/** A column that is read out of a field of a row of COPY, or stands beside it. */
interface CopiedColumn extends ParquetColumn {
  readonly read: (bytes: Buffer, at: number) => Cell;
}

/** What one field becomes: mostly a column, several of a sketch, none of what is not wanted. */
type Field = readonly CopiedColumn[];
export type Fields = readonly Field[];

const column = (
  name: string,
  type: ParquetColumn['type'],
  read: CopiedColumn['read'],
  isNullable = false,
): Field => [{ name, type, isNullable, read }];

const id = (name: string): Field => column(name, 'INT64', (bytes, at) => bytes.readBigInt64BE(at));
const whole = (name: string): Field => column(name, 'INT32', (bytes, at) => bytes.readInt32BE(at));
const wholeOrNull = (name: string): Field =>
  column(name, 'INT32', (bytes, at) => bytes.readInt32BE(at), true);
const constant = (name: string, value: number | null): Field =>
  column(name, 'INT32', () => value, value === null);
const DAY: Field = [
  { ...column('day', 'INT32', (bytes, at) => bytes.readInt32BE(at) - EPOCH_DAYS)[0]!, hasRange: true },
];
const LEFT_OUT: Field = [];

/** The number of its bits stands before them. */
const sketch = (name: string): Field =>
  Array.from({ length: SKETCH_PARTS }, (_, n) => wholeOrNull(`${name}_${n}`)[0]!).map((part, n) => ({
    ...part,
    read: (bytes, at) => bytes.readInt32BE(at + 4 * (n + 1)),
  }));

/** Of the rows of `DayTally`: the table as the scoring in Spark reads it. */
export const USER_DAY: Fields = [
  id('user_id'),
  DAY,
  column('device', 'INT32', (bytes, at) => bytes.readInt16BE(at), true),
  ...['plays', 'downloads', 'searches', 'play_seconds', 'full_plays'].map(whole),
  column('completion_sum', 'FLOAT', (bytes, at) => bytes.readFloatBE(at)),
  ...['completion_count', 'distinct_songs'].map(whole),
  ...['song_sketch', 'singer_sketch'].map(sketch),
];

const PAIR = [id('user_id'), id('song_id'), DAY];

/** Of the rows of the kinds of archives that name songs, see `EVENT_COLUMNS`: what the weight of a pair is made of. */
export const PAIR_EVENTS: Record<'play' | 'download', Fields> = {
  play: [
    ...PAIR,
    constant('is_download', 0),
    wholeOrNull('play_seconds'),
    wholeOrNull('song_seconds'),
    ...[LEFT_OUT, LEFT_OUT, LEFT_OUT],
  ],
  download: [
    ...PAIR,
    [constant('is_download', 1), constant('play_seconds', null), constant('song_seconds', null)].flat(),
    LEFT_OUT,
  ],
};

/**
 * Adds rows in binary COPY format to a file, but for those that lack what may not be null.
 * @param bytes begins and ends with a row, as the kernel makes them
 */
export function addCopied(file: ParquetTable, fields: Fields, bytes: Buffer): void {
  if (bytes === COPY_HEADER) return;
  const row: Cell[] = [];
  for (let at = 0; at < bytes.length && bytes.readInt16BE(at) !== END;) {
    at += 2;
    row.length = 0;
    let isWhole = true;
    for (const field of fields) {
      const length = bytes.readInt32BE(at);
      at += 4;
      for (const { read, isNullable } of field) {
        const cell = length === NULL ? null : read(bytes, at);
        isWhole &&= isNullable || cell !== null;
        row.push(cell);
      }
      if (length !== NULL) at += length;
    }
    if (isWhole) file.add(row);
  }
}
