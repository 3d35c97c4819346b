import { fromCell } from '#common/cells';
import { TEXT_COLUMNS } from '../columns.js';
import type { RejectionReason } from '../rejection.js';
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
