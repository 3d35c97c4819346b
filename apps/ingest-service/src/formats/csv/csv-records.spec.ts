import fc from 'fast-check';
import { CsvRecords } from './csv-records.js';
import type { CsvRecord, UnreadRecord } from './csv-records.js';

type Read = Pick<CsvRecord, 'fields' | 'badBytes'> | UnreadRecord;

function read(bytes: Buffer, chunkBytes: number, cut = false): Read[] {
  const records: Read[] = [];
  const reader = new CsvRecords((record) => {
    records.push(typeof record === 'string' ? record : { fields: record.fields, badBytes: record.badBytes });
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  reader.finish(cut);
  return records;
}

const fieldsOf = (text: string, chunkBytes = 1_000): string[][] =>
  read(Buffer.from(text), chunkBytes).map((record) =>
    typeof record === 'string' ? [record] : record.fields,
  );

describe('CsvRecords', () => {
  it('reads what RFC 4180 writes', () => {
    expect(fieldsOf('a,b,c\r\n"x,1","say ""hi""",\r\n"two\nlines",,z')).toEqual([
      ['a', 'b', 'c'],
      ['x,1', 'say "hi"', ''],
      ['two\nlines', '', 'z'],
    ]);
  });

  it('gives back any table, whatever the chunks', () => {
    const field = fc.string({ unit: 'grapheme' });
    const table = fc.array(fc.tuple(field, field, field), { minLength: 1 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), (rows, chunkBytes) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
        expect(fieldsOf(text, chunkBytes)).toEqual(rows);
      }),
    );
  });

  it('never fails, and reads the same in chunks of any size', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (bytes, chunkBytes) => {
        expect(read(Buffer.from(bytes), chunkBytes)).toEqual(read(Buffer.from(bytes), 1_000));
      }),
    );
  });

  it.each([
    ['never closed', ['x', 'x', 'x']],
    ['closed by the next quoted field', ['x', '"y, z"', 'x']],
    ['followed by a record of two lines', ['x', '"y', 'x"']],
    ['one of many', ['"open', '"open', '"open']],
  ])('loses the line of a quote that is %s, and no other', (_, seconds) => {
    const rows = seconds.map((second, at) => `${at},${second}`);
    const read = fieldsOf(['a,b', '1,"open', ...rows, '9,x'].join('\n'), 3);
    expect(read.slice(0, 2)).toEqual([['a', 'b'], ['quote_unclosed']]);
    expect(read.at(-1)).toEqual(['9', 'x']);
    // Where two of the lines make a record of two fields, they are one.
    expect(read.length).toBeGreaterThanOrEqual(rows.length + 2);
    if (!seconds.some((second) => second.startsWith('"'))) expect(read).toHaveLength(rows.length + 3);
  });

  it('loses the line of a quote that is closed nowhere near', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},x`);
    for (const chunkBytes of [7, 4_096, 1 << 20]) {
      const read = fieldsOf(['a,b', '1,"open', ...rows, '2,"closed"', '3,"open'].join('\n'), chunkBytes);
      expect(read).toEqual([
        ['a', 'b'],
        ['quote_unclosed'],
        ...rows.map((row) => row.split(',')),
        ['2', 'closed'],
        ['quote_unclosed'],
      ]);
    }
  });

  it('reads a line of many MiB in pieces, and once', () => {
    const long = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.alloc(8 << 20, 'x"'), Buffer.from('\n2,y\n')]);
    expect(read(long, 1_000).map((record) => (typeof record === 'string' ? record : record.fields))).toEqual([
      ['a', 'b'],
      'line_too_long',
      ['2', 'y'],
    ]);
  });

  it('passes over a byte order mark', () => {
    expect(fieldsOf('\ufeff"a",b\n1,2', 1)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('does not take the last record of a cut file for whole', () => {
    expect(read(Buffer.from('a,b\n1,2'), 9, true)).toEqual([
      { fields: ['a', 'b'], badBytes: false },
      'cut_line',
    ]);
  });
});
