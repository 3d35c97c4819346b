import type { ScoreTable } from './score-rows.js';
import { scoreRows } from './score-rows.js';

const SET = {
  snapshotDate: '2017-05-12',
  versionId: 3,
  scoredAt: new Date('2026-11-24T02:15:00.123Z'),
  loads: 'x',
  doubts: [],
  bounds: [],
};
const PIECE = {
  userIds: BigInt64Array.of(7n, 9_223_372_036_854_775_807n),
  margins: Float64Array.of(0, -2),
  features: Float32Array.of(1.5, NaN, 3, 4),
};

async function written(pieces: readonly ScoreTable[], error?: Error): Promise<Buffer[]> {
  const given = async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
    if (error !== undefined) throw error;
  };
  const buffers: Buffer[] = [];
  for await (const buffer of scoreRows(SET, given())) buffers.push(buffer);
  return buffers;
}

describe('scoreRows', () => {
  it('writes rows that PostgreSQL reads: lengths, big-endian numbers, features as they lie in memory', async () => {
    const [header, rows, trailer] = await written([PIECE]);
    expect(header!.subarray(0, 6).toString()).toBe('PGCOPY');
    expect(trailer).toEqual(Buffer.from([255, 255]));
    const second = rows!.subarray(rows!.length / 2);
    expect(second.readInt16BE(0)).toBe(7);
    // 17 years, 4 of them leap years, and 131 days of 2017.
    expect([second.readInt32BE(2), second.readInt32BE(6)]).toEqual([4, 17 * 365 + 5 + 131]);
    expect(second.readInt32BE(14)).toBe(3);
    expect(second.readBigInt64BE(34)).toBe(9_223_372_036_854_775_807n);
    expect(second.readFloatBE(46)).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
    expect(second.readFloatBE(54)).toBe(-2);
    expect([second.readInt32BE(58), second.readFloatLE(62), second.readFloatLE(66)]).toEqual([8, 3, 4]);
    expect(second).toHaveLength(70);
  });

  it('writes the same bytes, however the users are cut into pieces', async () => {
    const one = (row: number) => ({
      userIds: PIECE.userIds.subarray(row, row + 1),
      margins: PIECE.margins.subarray(row, row + 1),
      features: PIECE.features.subarray(2 * row, 2 * row + 2),
    });
    const cut = await written([one(0), one(1)]);
    expect(Buffer.concat(cut)).toEqual(Buffer.concat(await written([PIECE])));
    expect(Buffer.concat(await written([]))).toHaveLength(21);
  });

  it('ends with what the pieces end with', async () => {
    await expect(written([PIECE], new Error('cancelled'))).rejects.toThrow('cancelled');
  });
});
