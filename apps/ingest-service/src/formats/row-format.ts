import type { RejectionReason } from './rejection.js';

/** What a file of rows tells while it is read. */
export interface RowSink {
  /** The names of the columns, once, before the first row. Names are compared as `COLUMNS` writes them. */
  columns(names: readonly string[]): void;
  /** The fields of a row, in the order of the columns. */
  row(fields: readonly string[], badBytes: boolean): void;
  /** What stands where a row should, and is none. */
  unread(reason: RejectionReason): void;
}

/** Reads one file of rows from chunks of its bytes, each the caller's again afterwards. */
export interface RowReader {
  push(chunk: Buffer): void;
  /** @param cut the file ended too early */
  finish(cut: boolean): void;
}

/**
 * A format of files whose columns have names. CSV is one. A new one is a member of `ROW_FORMATS` and a name in `readArchiveName`; all rules
 * for lines hold for its rows.
 */
export type RowFormat = (sink: RowSink) => RowReader;
