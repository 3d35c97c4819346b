import fc from 'fast-check';
import { CsvRecords } from './csv-records.js';
import type { CsvRecord, UnreadRecord } from './csv-records.js';

function read(bytes: Buffer, chunkBytes: number, cut = false): (CsvRecord | UnreadRecord)[] {
  const records: (CsvRecord | UnreadRecord)[] = [];
  const reader = new CsvRecords((record) => records.push(record));
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

  it('gives up at a quote that is never closed, and goes on at the next line', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},x`);
    const read = fieldsOf(['1,"open', ...rows].join('\n'), 4_096);
    expect(read[0]).toEqual(['line_too_long']);
    expect(read.slice(-1)).toEqual([['19999', 'x']]);
    expect(read.length).toBe(20_001);
  });

  it('does not take the last record of a cut file for whole', () => {
    expect(read(Buffer.from('a,b\n1,2'), 9, true)).toEqual([
      { fields: ['a', 'b'], badBytes: false },
      'cut_line',
    ]);
  });
});
