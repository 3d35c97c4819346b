import { ArchiveRefused } from '../formats/archive-refusal.js';
import { CsvRecords } from '../formats/csv/csv-records.js';
import type { CsvRecord, UnreadRecord } from '../formats/csv/csv-records.js';
import type { RejectionReason } from '../formats/rejection.js';
import { columnsOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { isAny, RecordArray, RecordLines } from './record-bytes.js';
import type { RecordBytes, RecordTexts } from './record-bytes.js';
import { columnsOfObjects, columnsOfRows } from './values.js';
import type { Columns, MappedRecord } from './values.js';

/** What a content holds, in its order. */
export interface RecordSink {
  /**
   * How to find the columns of the records, once, before the first record.
   * @param header names of the columns, where records are lists of fields
   */
  columns(columns: Columns, header?: readonly string[]): void;
  /** @param badBytes some of its bytes were no UTF-8 and were replaced */
  record(record: MappedRecord, badBytes: boolean): void;
  /** @param text what is no record, where it is at hand */
  unread(reason: RejectionReason, text?: string): void;
}

/** Ids are not deeper inside a record. */
const MOST_LEVELS = 20;
const WHOLE_NUMBER = /^-?\d+$/;
const BYTE_ORDER_MARK = '\uFEFF';

/** Reads the records of a content whose bytes are pushed. @throws ArchiveRefused when they have another form */
export function recordReader(mapping: Mapping, sink: RecordSink): RecordBytes {
  if (mapping.records === 'csv') return csvReader(mapping, sink);
  sink.columns(columnsOfObjects);
  const records = elementsOf(mapping, sink);
  const texts: RecordTexts = {
    record: (text, badBytes) => {
      if (!isAny(text)) {
        // An array of no elements has an empty one.
        if (mapping.records === 'lines') sink.unread('empty_line');
        return;
      }
      try {
        records(parseRecord(text), badBytes);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        sink.unread('record_unreadable', text);
      }
    },
    unread: (reason) => {
      sink.unread(reason);
    },
  };
  return mapping.records === 'lines'
    ? new RecordLines(texts)
    : new RecordArray(texts, () => {
        throw new ArchiveRefused('other_form');
      });
}

/** Hands a value of JSON or Parquet to the sink: as one record, or each element of its list as one. */
export function elementsOf({ each }: Mapping, sink: RecordSink): (value: unknown, badBytes: boolean) => void {
  const accept = (value: unknown, badBytes: boolean): void => {
    if (isObject(value)) sink.record(value, badBytes);
    else sink.unread('record_unreadable');
  };
  if (each === undefined) return accept;
  const list = columnsOfObjects(each);
  return (value, badBytes) => {
    const elements = isObject(value) ? list(value) : undefined;
    if (elements === undefined) accept(value, badBytes);
    else if (!Array.isArray(elements)) sink.unread('record_unreadable');
    // An element has the members of the record around it, too.
    else
      for (const element of elements)
        accept(isObject(element) ? { ...(value as object), ...element } : element, badBytes);
  };
}

function csvReader(mapping: Mapping, sink: RecordSink): RecordBytes {
  const { header, delimiter, quotes } = mapping;
  let names: string[] | null = null;
  const open = (first: readonly string[]): void => {
    names = first.map((name) => name.trim());
    requireColumns(mapping, names);
    sink.columns(columnsOfRows(names), names);
  };
  if (header !== undefined) open(header);
  const accept = (record: CsvRecord | UnreadRecord): void => {
    if (typeof record === 'string') sink.unread(record);
    else if (names === null) open(record.fields);
    else if (record.fields.length === 1 && record.fields[0] === '') sink.unread('empty_line');
    else sink.record(record.fields, record.badBytes);
  };
  return new CsvRecords(accept, delimiter, quotes !== 'none');
}

/** @throws ArchiveRefused when there is no such column, and no other one that may take its place */
export function requireColumns(mapping: Mapping, names: readonly string[]): void {
  // Elements of lists have columns of their own.
  if (mapping.each !== undefined) return;
  const known = new Set(names);
  const missing = columnsOf(mapping, false).filter(
    (name) => !known.has(name) && !known.has(name.split('.')[0]!),
  );
  if (missing.length > 0)
    throw new ArchiveRefused('columns_missing', {
      cause: new Error(`There is no column ${missing.join(', ')}.`),
    });
}

/** Whole numbers that a double does not hold stay texts of digits, since ids may be such numbers. */
function parseRecord(text: string): unknown {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const value: unknown = JSON.parse(json);
  if (!hasLargeNumber(value)) return value;
  return JSON.parse(json, (...[, member, context]: [string, unknown, { source?: string }?]) =>
    isLarge(member) && WHOLE_NUMBER.test(context?.source ?? '') ? context?.source : member,
  );
}

function hasLargeNumber(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null || levels === 0) return isLarge(value);
  for (const name in value)
    if (hasLargeNumber((value as Record<string, unknown>)[name], levels - 1)) return true;
  return false;
}

function isLarge(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function isObject(value: unknown): value is MappedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
