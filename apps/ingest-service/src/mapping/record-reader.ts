import { ArchiveRefused } from '../formats/archive-refusal.js';
import { CsvRecords } from '../formats/csv/csv-records.js';
import type { CsvRecord, UnreadRecord } from '../formats/csv/csv-records.js';
import { utf8Text } from '../formats/raw-fields.js';
import type { RejectionReason } from '../formats/rejection.js';
import { FlatObjects, parseRecord } from './flat-objects.js';
import { choicesOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { absentOfPath, recordColumnsOf } from './path-columns.js';
import { isAny, RecordArray, RecordLines } from '../formats/record-bytes.js';
import type { RecordBytes, RecordPieces } from '../formats/record-bytes.js';
import { columnsOfObjects, columnsOfRaw, textOf } from './values.js';
import type { Columns, MappedRecord } from './values.js';

/** What a content holds, in its order. */
export interface RecordSink {
  /**
   * How to find the columns of the records, once, before the first record.
   * @param header names of the columns, where records are lists of fields without them
   */
  columns(columns: Columns, header?: readonly string[]): void;
  /**
   * @param record valid until the next one
   * @param badBytes some of its bytes were no UTF-8 and were replaced
   */
  record(record: MappedRecord, badBytes: boolean): void;
  /** @param text what is no record, where it is at hand */
  unread(reason: RejectionReason, text?: string): void;
}

/** Reads the records of a content whose bytes are pushed. @throws ArchiveRefused when they have another form */
export function recordReader(mapping: Mapping, sink: RecordSink): RecordBytes {
  if (absentOfPath(mapping).length > 0) {
    const refuse = (): void => requirePath(mapping);
    return { push: refuse, finish: refuse };
  }
  if (mapping.records === 'csv') return csvReader(mapping, sink);
  const names = recordColumnsOf(mapping);
  const isFlat = mapping.each === undefined && !names.some((name) => name.includes('.'));
  const flat = isFlat ? new FlatObjects(names) : null;
  sink.columns(isFlat ? columnsOfRaw(names) : columnsOfObjects);
  const records = elementsOf(mapping, sink);
  const pieces: RecordPieces = {
    record: (bytes, start, end, badBytes) => {
      if (flat?.read(bytes, start, end) === true) {
        sink.record(flat, badBytes);
        return;
      }
      const text = utf8Text(bytes, start, end);
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
    ? new RecordLines(pieces)
    : new RecordArray(pieces, () => {
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
  const { header, delimiter, quotes, ofLog } = mapping;
  let names: string[] | null = null;
  const open = (first: readonly string[]): void => {
    names = first.map((name) => (ofLog ? name.trim().toLowerCase() : name.trim()));
    requireColumns(mapping, names);
    sink.columns(columnsOfRaw(names), names);
  };
  if (header !== undefined) open(header);
  const accept = (record: CsvRecord | UnreadRecord): void => {
    if (typeof record === 'string') sink.unread(record);
    else if (names === null) open(record.fields);
    else if (record.length === 1 && record.fields[0] === '') sink.unread('empty_line');
    else if (isFilled(record, names.length)) sink.unread('too_many_fields', record.text);
    else sink.record(record, record.badBytes);
  };
  return new CsvRecords(accept, delimiter, quotes !== 'none');
}

/** Whether any field from this one on has a value. */
function isFilled(record: CsvRecord, from: number): boolean {
  for (let at = from; at < record.length; at++) if (textOf(record.value(at)) !== '') return true;
  return false;
}

/**
 * @throws ArchiveRefused when a column is missing that no other one may take the place of, or the name of one that
 * the mapping reads is that of two
 */
export function requireColumns(mapping: Mapping, names: readonly string[]): void {
  // Elements of lists have columns of their own.
  if (mapping.each !== undefined) return;
  const repeated = recordColumnsOf(mapping).find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined)
    throw new ArchiveRefused('columns_repeated', {
      cause: new Error(`There are two columns ${repeated}: name one otherwise, or give the names by header.`),
    });
  const known = new Set([...names, ...Object.keys(mapping.ofPath ?? {})]);
  const missing = recordColumnsOf(mapping, false).filter(
    (name) => !known.has(name) && !known.has(name.split('.')[0]!),
  );
  const choices = choicesOf(mapping).filter((names) => names.every((name) => !known.has(name)));
  missing.push(...choices.map((names) => names.join(' or ')));
  if (missing.length > 0) throw withoutColumns(missing);
}

/** @throws ArchiveRefused when the path of the file has no such column */
export function requirePath(mapping: Mapping): void {
  const missing = absentOfPath(mapping);
  if (missing.length > 0) throw withoutColumns(missing);
}

function withoutColumns(names: readonly string[]): ArchiveRefused {
  return new ArchiveRefused('columns_missing', {
    cause: new Error(`There is no column ${names.join(', ')}.`),
  });
}

function isObject(value: unknown): value is MappedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
