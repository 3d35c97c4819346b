import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { RawFields } from '../formats/raw-fields.js';
import { columnsOf } from './mapping-schema.js';
import { parquetRecords } from './parquet-records.js';
import { readMapping } from './read-mapping.js';
import { recordReader } from './record-reader.js';
import { LocalDay, LocalTime } from './times.js';
import { columnsOfObjects, textOf } from './values.js';
import type { Reader } from './values.js';

const LEAST = { name: 'ours', records: 'lines', user: 'u', song: 's', time: 't' };

/** The records of the content, cut into chunks at these places, as objects. */
function recordsOf(of: object, content: string | Buffer, chunkBytes: number, cut = false): unknown[] {
  const found: unknown[] = [];
  const mapping = readMapping(JSON.stringify({ ...LEAST, ...of }));
  let names: readonly string[] = [];
  let reads: [name: string, read: Reader][] = [];
  const reader = recordReader(mapping, {
    columns: (columns, header = []) => {
      names = header;
      reads = columnsOf(mapping).map((name) => [name, columns(name)]);
    },
    record: (record) => {
      const whole = record instanceof RawFields ? record.toObject(names) : record;
      for (const [name, read] of reads) expect(read(record)).toEqual(columnsOfObjects(name)(whole));
      found.push(whole);
    },
    unread: (reason) => found.push(reason),
  });
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  reader.finish(cut);
  return found;
}

function refusalOf(mapping: object, content: string): string | null {
  try {
    recordsOf(mapping, content, 4);
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.reason;
    throw error;
  }
  return null;
}

/** Whole numbers beyond 2^53 are read as texts. */
function withLargeAsTexts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === 'number' && !Number.isSafeInteger(one) && /^-?\d+$/.test(String(one)) ? String(one) : one,
  );
}

it('reads every JSON array, however it is written and cut', () => {
  const element = fc.dictionary(
    fc.oneof(fc.constantFrom('u', 's', 't'), fc.string()),
    fc.oneof(fc.jsonValue({ maxDepth: 0 }), fc.jsonValue({ maxDepth: 2 })),
  );
  fc.assert(
    fc.property(
      fc.array(element),
      fc.nat(2),
      fc.integer({ min: 1, max: 50 }),
      (elements, indent, chunkBytes) => {
        const kept = elements.map((one) => withLargeAsTexts(JSON.parse(JSON.stringify(one))));
        const text = `\uFEFF${JSON.stringify(elements, null, indent)}\n`;
        expect(recordsOf({ records: 'array' }, text, chunkBytes)).toEqual(kept);
        const lines = elements.map((one) => JSON.stringify(one)).join('\r\n');
        expect(recordsOf({ records: 'lines' }, lines, chunkBytes)).toEqual(kept);
      },
    ),
  );
});

it('counts what is no record, and goes on', () => {
  expect(recordsOf({}, '{"a":1}\n\n{"a":\n[1]\n{"a":2}', 5)).toEqual([
    { a: 1 },
    'empty_line',
    'record_unreadable',
    'record_unreadable',
    { a: 2 },
  ]);
  expect(recordsOf({}, '{"a":1}\n{"a":', 5, true)).toEqual([{ a: 1 }, 'cut_line']);
  expect(recordsOf({ records: 'array' }, '[{"a":1},{"a"1},{"a":2', 5)).toEqual([
    { a: 1 },
    'record_unreadable',
    'cut_line',
  ]);
  expect(recordsOf({}, `{"a":"${'x'.repeat(2 ** 20)}"}\n{"a":2}`, 2 ** 16)).toEqual([
    'line_too_long',
    { a: 2 },
  ]);
});

it('reads arrays one after the other, and rejects what is between them', () => {
  const text = '[{"a":1},{"a":2}]\n[{"a":[3]}][]\uFEFF[{"a":4}] {"a":5}\nrest, 1 ]\n\n[\n]{"a":6}';
  const rejected = 'record_unreadable';
  for (const size of [1, 3, 100])
    expect(recordsOf({ records: 'array' }, text, size)).toEqual([
      ...[{ a: 1 }, { a: 2 }, { a: [3] }, { a: 4 }, { a: 5 }, rejected, { a: 6 }],
    ]);
  expect(recordsOf({ records: 'array' }, '[{"a":1}]{"a":2}', 5, true)).toEqual([{ a: 1 }, 'cut_line']);
});

it('reads of JSON what JSON.parse reads, and no more', () => {
  const values = ['01', '1.', '-', '-1', '1e5', '.5', '1234567890123456', 'nul', 'true', '"\\u00e9\\""'];
  values.push('"\\x"', '"\\u00g0"', '"\t"', '"open', '1 2', '"a" "b"', '', ' 7 ', '{}', '[1', 'NaN');
  for (const value of values) {
    const line = `{"u":${value},"s":1}`;
    let expected: unknown = 'record_unreadable';
    try {
      expected = withLargeAsTexts(JSON.parse(line));
    } catch {
      // It is none.
    }
    expect(recordsOf({}, `${line}\n{"t":2}`, 7)).toEqual([expected, { t: 2 }]);
  }
  expect(recordsOf({}, '{"u":1,}\n{"u":1\n{"u" 1}\n{"u":1}x\n{,}', 100)).toEqual(
    Array.from({ length: 5 }, () => 'record_unreadable'),
  );
});

it('keeps digits that a double does not hold', () => {
  expect(recordsOf({}, '{"a":9223372036854775807,"b":1.5,"c":12}', 9)).toEqual([
    { a: '9223372036854775807', b: 1.5, c: 12 },
  ]);
});

it('reads lists within records', () => {
  const text = '{"user":"ann","list":[{"t":1},{"t":2}]}\n{"list":3}\n{"t":4}\n{"list":[]}\n';
  expect(recordsOf({ each: 'list' }, text, 7)).toMatchObject([
    { user: 'ann', t: 1 },
    { user: 'ann', t: 2 },
    'record_unreadable',
    { t: 4 },
  ]);
});

it('reads CSVs with and without a header, and refuses a file without the columns', () => {
  expect(recordsOf({ records: 'csv' }, 'u,s,t\n1,"a, b",c\n', 4)).toEqual([{ u: '1', s: 'a, b', t: 'c' }]);
  const header = ['u', 's', 't'];
  expect(recordsOf({ records: 'csv', header, delimiter: ';' }, '1;"a; b";c\n', 4)).toEqual([
    { u: '1', s: 'a; b', t: 'c' },
  ]);
  const spaces = { records: 'csv', delimiter: 'spaces' };
  expect(recordsOf(spaces, '  u s   t\n1  "a  ""b"""   c \r\n   \n 2 d e', 4)).toEqual([
    { u: '1', s: 'a  "b"', t: 'c' },
    'empty_line',
    { u: '2', s: 'd', t: 'e' },
  ]);
  const bare = { records: 'csv', header, delimiter: '\t', quotes: 'none' };
  expect(recordsOf(bare, '1\t12" mix\t"c"\n', 4)).toEqual([{ u: '1', s: '12" mix', t: '"c"' }]);
  expect(() => recordsOf({ records: 'csv', delimiter: '::' }, '', 4)).toThrow('or spaces');
  expect(refusalOf({ records: 'csv' }, 'u,s\n1,2\n')).toBe('columns_missing');
});

it('reads no value of a CSV as blank, and rejects a row of more values than columns', () => {
  const text = 'u,s,t\n\\N,NULL,"NULL"\n1,2,3,, \n1,"a",b,c\n1,2\n';
  const short = { u: '1', s: '2', t: undefined };
  const found = [{ u: '', s: '', t: 'NULL' }, { u: '1', s: '2', t: '3' }, 'too_many_fields', short];
  expect(recordsOf({ records: 'csv' }, text, 4)).toEqual(found);
  expect(recordsOf({ records: 'csv', quotes: 'none' }, 'u,s,t\n\\N,NULL,x\n', 4)).toEqual([
    { u: '', s: '', t: 'x' },
  ]);
});

it('refuses two columns of one name where the mapping reads it', () => {
  expect(recordsOf({ records: 'csv' }, ',,x,x,u,s,t\n1,2,3,4,5,6,7\n', 4)).toHaveLength(1);
  expect(refusalOf({ records: 'csv' }, 'u,s,t,u\n1,2,3,4\n')).toBe('columns_repeated');
  expect(() => recordsOf({ records: 'csv', header: ['', 'u', 's', '', 't', 's'] }, '', 4)).toThrow('twice');
});

it('refuses what is no array', () => {
  for (const text of ['{"a":[]}', 'x', '', '<html>'])
    expect(refusalOf({ records: 'array' }, text)).toBe('other_form');
});

it('lets other work run between the rows of a Parquet file', async () => {
  const data = Array.from({ length: 20_000 }, (_, row) => `text ${row % 9}`);
  const columnData = ['u', 's', 't'].map((name) => ({ name, data, type: 'STRING' as const }));
  let [turns, batches, isRead] = [0, 0, false];
  const turn = (): void => {
    turns++;
    if (!isRead) setImmediate(turn);
  };
  setImmediate(turn);
  const mapping = readMapping(JSON.stringify({ ...LEAST, records: 'parquet' }));
  for await (const { rows } of parquetRecords(parquetWriteBuffer({ columnData }), mapping))
    if (![...rows].every((row) => row.length === 0)) batches++;
  isRead = true;
  expect(batches).toBeGreaterThan(5);
  expect(turns).toBeGreaterThanOrEqual(batches);
});

it('reads days and times without a zone of a Parquet file as what they are', async () => {
  const times = ['a', 'b', 'u', 's'].map((name, at) => ({ name, data: [new Date(1_704_103_200_123 + at)] }));
  const of = (isAdjustedToUTC: boolean, unit: 'MILLIS' | 'MICROS' | 'NANOS'): object => ({
    ...{ type: 'INT64', repetition_type: 'OPTIONAL' },
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit },
  });
  const schema = [
    { name: 'root', num_children: 4 },
    { name: 'a', ...of(false, 'MICROS') },
    { name: 'b', ...of(false, 'NANOS') },
    { name: 'u', ...of(true, 'MICROS') },
    { name: 's', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' },
  ] as NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>;
  const file = parquetWriteBuffer({ columnData: times, schema });
  const mapping = readMapping(JSON.stringify({ ...LEAST, records: 'parquet', time: { first: ['a', 'b'] } }));
  for await (const { names, rows } of parquetRecords(file, mapping))
    for (const row of rows) {
      expect(names).toEqual(['a', 'b', 'u', 's']);
      expect(row.map((value) => (value as object).constructor)).toEqual([
        LocalTime,
        LocalTime,
        Date,
        LocalDay,
      ]);
      expect(row.map(textOf)).toEqual([
        '2024-01-01T10:00:00.123',
        '2024-01-01T10:00:00.124',
        '2024-01-01T10:00:00.125Z',
        '2024-01-01',
      ]);
    }
});

it('reads each page of a Parquet file once, of one column after the other', async () => {
  const count = 200_000;
  const data = Array.from({ length: count }, (_, row) => `text ${row}`);
  const columnData = ['u', 's', 't'].map((name) => ({ name, data, type: 'STRING' as const }));
  const bytes = parquetWriteBuffer({ columnData, rowGroupSize: count, pageSize: 2 ** 30 });
  let [bytesRead, reads, mostReads] = [0, 0, 0];
  const file = {
    byteLength: bytes.byteLength,
    slice: async (start: number, end = bytes.byteLength) => {
      bytesRead += end - start;
      mostReads = Math.max(mostReads, ++reads);
      await nextTurn();
      reads--;
      return bytes.slice(start, end);
    },
  };
  const mapping = readMapping(JSON.stringify({ ...LEAST, records: 'parquet' }));
  let found = 0;
  for await (const { rows } of parquetRecords(file, mapping))
    for (const row of rows) if (row.every((text) => text === data[found])) found++;
  expect(found).toBe(count);
  expect(mostReads).toBe(1);
  expect(bytesRead).toBeLessThan(1.5 * bytes.byteLength);
});
