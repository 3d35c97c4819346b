import { CopiedRows } from './binary-copy.js';

/** What COPY sends for these rows of an id and two values. */
function copied(rows: [bigint, number | null, number | null][]): Buffer {
  const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const body = rows.map(([id, ...values]) => {
    const start = Buffer.alloc(14);
    start.writeInt16BE(3, 0);
    start.writeInt32BE(8, 2);
    start.writeBigInt64BE(id, 6);
    const fields = values.map((value) => {
      const field = Buffer.alloc(value === null ? 4 : 12);
      field.writeInt32BE(value === null ? -1 : 8, 0);
      if (value !== null) field.writeDoubleBE(value, 4);
      return field;
    });
    return Buffer.concat([start, ...fields]);
  });
  return Buffer.concat([header, ...body, Buffer.from([0xff, 0xff])]);
}

const ROWS: [bigint, number | null, number | null][] = [
  [9_007_199_254_740_993n, 1.5, null],
  [-1n, null, null],
  [168_000_001n, 0, 1e300],
];

function read(bytes: Buffer, pieceBytes: number): unknown[] {
  const rows: unknown[] = [];
  const reader = new CopiedRows(3, (row, [id, ...others]) => {
    const values = others.map((start) => (start === -1 ? null : row.getFloat64(start)));
    rows.push([row.getBigInt64(id!), ...values]);
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    expect(reader.hasEnded).toBe(false);
    reader.push(bytes.subarray(at, at + pieceBytes));
  }
  expect(reader.hasEnded).toBe(true);
  return rows;
}

describe('CopiedRows', () => {
  it.each([1, 2, 7, 19, 33, 1000])('reads rows from pieces of %d bytes', (pieceBytes) => {
    expect(read(copied(ROWS), pieceBytes)).toEqual(ROWS);
    expect(read(copied([]), pieceBytes)).toEqual([]);
  });

  it('refuses rows of another shape', () => {
    expect(() => {
      new CopiedRows(4, () => undefined).push(copied(ROWS));
    }).toThrow('3 fields where 4');
    const bytes = copied(ROWS);
    bytes.writeInt32BE(4, 19 + 2);
    expect(() => read(bytes, 1000)).toThrow('4 bytes where 8');
  });
});
