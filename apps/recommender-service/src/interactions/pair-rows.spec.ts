import { Readable } from 'node:stream';
import type { PairRow } from './pair-rows.js';
import { pairRows } from './pair-rows.js';

/** What PostgreSQL sends for these rows of five int8 columns. */
function copyBytes(rows: bigint[][], columns = 5): Buffer {
  const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const body = rows.map((values) => {
    const row = Buffer.alloc(2 + 12 * values.length);
    row.writeInt16BE(columns);
    values.forEach((value, n) => {
      row.writeInt32BE(8, 2 + 12 * n);
      row.writeBigInt64BE(value, 6 + 12 * n);
    });
    return row;
  });
  return Buffer.concat([header, ...body, Buffer.from([255, 255])]);
}

async function read(bytes: Buffer, pieceBytes: number): Promise<PairRow[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, n) =>
    bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes),
  );
  const found: PairRow[] = [];
  for await (const rows of pairRows(Readable.from(pieces))) found.push(...rows);
  return found;
}

const LARGEST = 2n ** 63n - 1n;
const bytes = copyBytes([
  [7n, 30n, 1_500_000n, -1n, 0n],
  [LARGEST, 2n ** 53n - 1n, 0n, 0n, 1n],
  [2n ** 53n, 5n, 2_000_000_000_000n, 3n, 2n * 40_000n + 1n],
]);

describe('pairRows', () => {
  it.each([1, 2, 7, 19, 61, 62, 63, 10_000])('reads every row in pieces of %d bytes', async (pieceBytes) => {
    expect(await read(bytes, pieceBytes)).toEqual([
      { userId: 7, songId: 30, millionths: 1_500_000, earlyMillionths: -1, isRecent: false, firstAge: 0 },
      {
        userId: LARGEST,
        songId: 2 ** 53 - 1,
        millionths: 0,
        earlyMillionths: 0,
        isRecent: true,
        firstAge: 0,
      },
      {
        userId: 2n ** 53n,
        songId: 5,
        millionths: 2e12,
        earlyMillionths: 3,
        isRecent: true,
        firstAge: 40_000,
      },
    ]);
  });

  it('reads no rows', async () => {
    expect(await read(copyBytes([]), 4)).toEqual([]);
  });

  it('refuses a stream that is cut off or has other columns', async () => {
    await expect(read(bytes.subarray(0, -2), 64)).rejects.toThrow('before all of them');
    await expect(read(copyBytes([[1n, 2n, 3n, 4n, 0n]], 4), 64)).rejects.toThrow('4 fields where 5');
  });
});
