import { FeatureTable } from '../dataset/feature-table.js';
import { ROWS_A_TURN, snapshotsFor, stackSnapshots } from './stack-snapshots.js';
import type { StackedSnapshots } from './stack-snapshots.js';

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
    missingDays: [] as string[],
    weights: new Map<number, Float64Array>(),
  },
  incomplete: [],
  weights: Float64Array.from({ length: users }, (_, i) => 1 + ((first + i) % 3)),
  campaigns: [],
  treatedUsers: 0,
  share: 1,
  fingerprint: '',
});
const options = { labelDays: 14, halfLifeDays: 28, mostUsers: 1_000_000, seed: 1 };

describe('stackSnapshots', () => {
  let stacked: StackedSnapshots;

  beforeAll(async () => {
    stacked = await stackSnapshots(
      [snapshot('2017-06-30', 400), snapshot('2017-06-16', 1000, 1000), snapshot('2017-06-02', 1000, 5000)],
      options,
    );
  });

  it('keeps all rows of the newest, in front, and fewer of older ones', () => {
    const [newest, older, oldest] = stacked.snapshots;
    expect(newest).toEqual({
      snapshotDate: '2017-06-30',
      rows: 400,
      observedDays: 14,
      missingDays: [],
      missingFeatureDays: [],
    });
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
      expect(stacked.weights[row]).toBe(1 + (Number(userId) % 3));
    });
    expect(stacked.values).toHaveLength(2 * stacked.labels.length);
  });

  it('draws from a snapshot with more users than are learned from', async () => {
    const both = [snapshot('2017-06-30', 2_000), snapshot('2017-06-02', 2_000)] as const;
    const drawn = (await stackSnapshots(both, { ...options, mostUsers: 500 })).snapshots;
    // 500 of 2,000, and half of them: three standard deviations are 58 and 45 rows.
    expect(Math.abs(drawn[0]!.rows - 500)).toBeLessThan(58);
    expect(Math.abs(drawn[1]!.rows - 250)).toBeLessThan(45);
  });

  it('learns from a window that lacks days by the share of those that it has, of the newest from all', async () => {
    const lacking = (date: string, users: number) => {
      const whole = snapshot(date, users);
      return { ...whole, followUp: { ...whole.followUp, missingDays: Array<string>(7).fill('2017-06-20') } };
    };
    const both = [lacking('2017-06-30', 300), lacking('2017-06-02', 2_000)] as const;
    const { snapshots } = await stackSnapshots(both, options);
    expect(snapshots[0]!.rows).toBe(300);
    // A half for its age, and of these a half for its days: three standard deviations are 58 rows.
    expect(Math.abs(snapshots[1]!.rows - 500)).toBeLessThan(58);
  });

  it('draws by the seed', async () => {
    const of = async (seed: number) => {
      const both = [snapshot('2017-06-30', 9), snapshot('2017-05-30', 500)] as const;
      return (await stackSnapshots(both, { ...options, seed })).userIds;
    };
    expect(await of(1)).toEqual(await of(1));
    expect(await of(2)).not.toEqual(await of(1));
  });

  it('is as whole where there are more rows than one turn takes, and lets requests have theirs', async () => {
    const users = 4 * ROWS_A_TURN + 1;
    const large = snapshot('2017-06-30', users);
    let turns = 0;
    let next = setImmediate(function count() {
      turns++;
      next = setImmediate(count);
    });
    const { userIds, values, labels } = await stackSnapshots([large], options);
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(Buffer.from(values.buffer).equals(Buffer.from(large.table.values.buffer))).toBe(true);
    expect([userIds, labels]).toEqual([large.table.userIds, large.labels]);
  });
});

describe('snapshotsFor', () => {
  it('learns from more of few users, within the rows of a training, and from as few as are asked for', () => {
    const most = { mostSnapshots: 26, mostUsers: 300_000 };
    expect([0, 5_000, 30_000, 60_000, 5_000_000].map((users) => snapshotsFor(users, most))).toEqual([
      26, 26, 10, 6, 6,
    ]);
    expect(snapshotsFor(60_000, { ...most, mostSnapshots: 1 })).toBe(1);
  });
});
