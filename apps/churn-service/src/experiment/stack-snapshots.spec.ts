import { FeatureTable } from '../dataset/feature-table.js';
import { stackSnapshots } from './stack-snapshots.js';

const snapshot = (snapshotDate: string, users: number, first = 0) => ({
  snapshotDate,
  table: new FeatureTable(
    BigInt64Array.from({ length: users }, (_, i) => BigInt(first + i)),
    Float64Array.from({ length: 2 * users }, (_, i) => first + i / 2),
  ),
  labels: Uint8Array.from({ length: users }, (_, i) => (first + i) % 2),
  followUp: {
    firstEvents: Uint8Array.from({ length: users }, (_, i) => (first + i) % 60),
    observedDays: 14,
  },
  fingerprint: '',
});
const options = { halfLifeDays: 28, seed: 1 };

describe('stackSnapshots', () => {
  const stacked = stackSnapshots(
    [snapshot('2017-06-30', 400), snapshot('2017-06-16', 1000, 1000), snapshot('2017-06-02', 1000, 5000)],
    options,
  );

  it('keeps all rows of the newest, in front, and fewer of older ones', () => {
    const [newest, older, oldest] = stacked.snapshots;
    expect(newest).toEqual({ snapshotDate: '2017-06-30', rows: 400, observedDays: 14 });
    expect(stacked.userIds.subarray(0, 400)).toEqual(snapshot('2017-06-30', 400).table.userIds);
    // 0.5 ** (14 / 28) of 1,000, and half: three standard deviations are 45 and 47 rows.
    expect(Math.abs(older!.rows - 707)).toBeLessThan(45);
    expect(Math.abs(oldest!.rows - 500)).toBeLessThan(47);
  });

  it('keeps a user, their features and what happened together', () => {
    stacked.userIds.forEach((userId, row) => {
      expect(stacked.values[2 * row]).toBe(Number(userId));
      expect(stacked.labels[row]).toBe(Number(userId) % 2);
      expect(stacked.firstEvents[row]).toBe(Number(userId) % 60);
    });
    expect(stacked.values).toHaveLength(2 * stacked.labels.length);
  });

  it('draws by the seed', () => {
    const of = (seed: number) =>
      stackSnapshots([snapshot('2017-06-30', 9), snapshot('2017-05-30', 500)], { ...options, seed }).userIds;
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });
});
