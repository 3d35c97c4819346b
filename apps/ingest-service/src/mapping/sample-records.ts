import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CsvRecords } from '../formats/csv/csv-records.js';
import type { Mapping } from './mapping-schema.js';
import { RecordArray, RecordLines } from './record-bytes.js';
import type { MappedRecord } from './values.js';

/** Records that are looked at. */
const MOST_RECORDS = 200;
const DELIMITERS = [',', ';', '\t', '|'];
/** A cell of a header is none of these: a number, or what begins like a date. */
const IS_VALUE = /^[-+]?\d[\d.,:/ -]*$|^\d{1,4}[-./ ]/;

/** How the records of a file are read, and some of them, each as an object. */
export interface SampleRecords extends Pick<Partial<Mapping>, 'each' | 'header' | 'delimiter'> {
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
  const record = (text: string): void => {
    if (records.length >= MOST_RECORDS) return;
    try {
      const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
      if (isObject(value)) records.push(value);
    } catch {
      // The other records may be whole.
    }
  };
  const texts = { record, unread: () => undefined };
  const reader =
    form === 'lines'
      ? new RecordLines(texts)
      : new RecordArray(texts, () => {
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

function ofCsv(head: Buffer): SampleRecords | null {
  const line = head.toString('utf8', 0, Math.max(0, head.indexOf('\n')) || head.length);
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  const most = Math.max(...counts);
  if (most < 2) return null;
  const delimiter = DELIMITERS[counts.indexOf(most)]!;
  const rows: string[][] = [];
  const reader = new CsvRecords((record) => {
    if (typeof record !== 'string' && rows.length <= MOST_RECORDS) rows.push(record.fields);
  }, delimiter);
  reader.push(head);
  const [first, ...others] = rows;
  if (first === undefined) return null;
  const isHeader = first.every((cell) => cell.trim() !== '' && !IS_VALUE.test(cell.trim()));
  const header = isHeader ? first.map((cell) => cell.trim()) : first.map((_, at) => `column${at + 1}`);
  const records = (isHeader ? others : rows).map((row) =>
    Object.fromEntries(header.map((name, at) => [name, row[at]])),
  );
  return {
    form: 'csv',
    ...(isHeader ? {} : { header }),
    ...(delimiter === ',' ? {} : { delimiter }),
    records,
  };
}

function isObject(value: unknown): value is Record<string, unknown> & MappedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
