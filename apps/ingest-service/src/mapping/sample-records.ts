import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CsvRecords, SPACES } from '../formats/csv/csv-records.js';
import type { CsvRecord, UnreadRecord } from '../formats/csv/csv-records.js';
import type { Mapping } from './mapping-schema.js';
import { RecordArray, RecordLines } from '../formats/record-bytes.js';
import type { MappedRecord } from './values.js';

/** Records that are looked at. */
const MOST_RECORDS = 200;
/** Spaces where there is no other. */
const DELIMITERS = ['\t', ';', '|', ',', SPACES];
/** Such a share of the rows must be alike. */
const MOST = 0.9;
/** A cell of a header is none of these: a number, or what begins like a date. */
const IS_VALUE = /^[-+]?\d[\d.,:/ -]*$|^\d{1,4}[-./ ]/;

/** A cell between tabs that has a quote, but is not within quotes. */
const BARE_QUOTE = /(?:^|\t)(?:[^"\t\r\n]+"|"[^"\t\r\n]+"[^"\t\r\n])/m;

/** How the records of a file are read, and some of them, each as an object. */
export interface SampleRecords extends Pick<Partial<Mapping>, 'each' | 'header' | 'delimiter' | 'quotes'> {
  form: Mapping['records'];
  records: Record<string, unknown>[];
}

/** Looks at the first bytes of a file, unpacked; of Parquet at all bytes. Null: they are of none of the forms. */
export async function sampleOf(head: Buffer): Promise<SampleRecords | null> {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return await ofParquet(head);
  if (head.includes(0)) return null;
  const [first] = head
    .subarray(0, 1_000)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (first === '[' || first === '{') return ofJson(head, first === '[' ? 'array' : 'lines');
  return ofCsv(head);
}

async function ofParquet(head: Buffer): Promise<SampleRecords | null> {
  const file = head.buffer.slice(head.byteOffset, head.byteOffset + head.length) as ArrayBuffer;
  try {
    const records = await parquetReadObjects({ file, compressors, rowEnd: MOST_RECORDS });
    return { form: 'parquet', records };
  } catch {
    return null;
  }
}

function ofJson(head: Buffer, form: 'array' | 'lines'): SampleRecords | null {
  const records: Record<string, unknown>[] = [];
  const record = (bytes: Buffer, start: number, end: number): void => {
    if (records.length >= MOST_RECORDS) return;
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8', start, end).replace(/^\uFEFF/, ''));
      if (isObject(value)) records.push(value);
    } catch {
      // The other records may be whole.
    }
  };
  const pieces = { record, unread: () => undefined };
  const reader =
    form === 'lines'
      ? new RecordLines(pieces)
      : new RecordArray(pieces, () => {
          throw new Error('An array was seen.');
        });
  reader.push(head);
  // The last line may be cut.
  if (form === 'lines') reader.finish(false);
  const each = listIn(records);
  if (each === undefined) return records.length === 0 ? null : { form, records };
  return {
    form,
    each,
    records: records.flatMap((record) =>
      (record[each] as Record<string, unknown>[]).map((element) => ({ ...record, ...element })),
    ),
  };
}

/** The member of all records that is a list of objects. */
function listIn(records: readonly Record<string, unknown>[]): string | undefined {
  const isList = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every(isObject);
  return Object.keys(records[0] ?? {}).find((name) => records.every((record) => isList(record[name])));
}

/** Of the delimiters by which most rows have as many cells as the first, takes the one with most cells. */
function ofCsv(head: Buffer): SampleRecords | null {
  let delimiter = ',';
  let rows: string[][] = [];
  for (const one of DELIMITERS) {
    const found = rowsOf(head, one);
    const columns = found[0]?.length ?? 0;
    const alike = found.filter(({ length }) => length === columns);
    if (columns <= Math.max(1, rows[0]?.length ?? 0) || alike.length < MOST * found.length) continue;
    // A sentence has spaces, too.
    if (one === SPACES && (rows.length > 0 || !found.flat().some((cell) => IS_VALUE.test(cell)))) continue;
    [delimiter, rows] = [one, found];
  }
  const isQuoted = delimiter !== '\t' || !BARE_QUOTE.test(head.toString('utf8'));
  if (!isQuoted) rows = rowsOf(head, delimiter, false);
  const [first, ...others] = rows;
  if (first === undefined) return null;
  const names = first.map((cell) => cell.trim());
  // R writes the column of its row numbers without a name.
  const isHeader =
    names.filter((name) => name === '').length <= 1 && !names.some((name) => IS_VALUE.test(name));
  const header = isHeader ? names : first.map((_, at) => `column${at + 1}`);
  const records = (isHeader ? others : rows).map((row) =>
    Object.fromEntries(header.flatMap((name, at) => (name === '' ? [] : [[name, row[at]]]))),
  );
  return {
    form: 'csv',
    ...(isHeader ? {} : { header }),
    ...(delimiter === ',' ? {} : { delimiter }),
    ...(isQuoted ? {} : { quotes: 'none' }),
    records,
  };
}

function rowsOf(head: Buffer, delimiter: string, isQuoted = true): string[][] {
  const rows: string[][] = [];
  const accept = (record: CsvRecord | UnreadRecord): void => {
    if (typeof record !== 'string' && rows.length <= MOST_RECORDS) rows.push(record.fields);
  };
  new CsvRecords(accept, delimiter, isQuoted).push(head);
  return rows;
}

function isObject(value: unknown): value is Record<string, unknown> & MappedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
