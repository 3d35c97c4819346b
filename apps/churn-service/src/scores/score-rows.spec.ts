import { scoreRows } from './score-rows.js';

describe('scoreRows', () => {
  const set = {
    snapshotDate: '2017-05-12',
    versionId: 3,
    scoredAt: new Date('2026-11-24T02:15:00.123Z'),
    loads: 'x',
  };
  const scores = {
    userIds: BigInt64Array.of(7n, 9_223_372_036_854_775_807n),
    margins: Float64Array.of(0, -2),
    features: Float32Array.of(1.5, NaN, 3, 4),
  };

  it('writes rows that PostgreSQL reads: lengths, big-endian numbers, features as they lie in memory', () => {
    const [header, rows, trailer] = [...scoreRows(set, scores, () => undefined)];
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

  it('tells before each piece, which may end it', () => {
    const many = {
      ...scores,
      userIds: new BigInt64Array(12_000),
      margins: new Float64Array(12_000),
      features: new Float32Array(12_000),
    };
    const told: number[] = [];
    expect([...scoreRows(set, many, (users) => told.push(users))]).toHaveLength(5);
    expect(told).toEqual([0, 5000, 10_000]);
    const stop = () => {
      throw new Error('cancelled');
    };
    expect(() => [...scoreRows(set, many, stop)]).toThrow('cancelled');
  });
});
