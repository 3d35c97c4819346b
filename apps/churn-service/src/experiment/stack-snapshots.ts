import { SeededRandom } from '#ml';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';

/** Rows of several snapshots, as one table; a user can have one in each. */
export interface StackedSnapshots {
  readonly userIds: BigInt64Array;
  readonly values: Float64Array;
  readonly labels: Uint8Array;
  /** Day of the first event after the snapshot date, see `FollowUp`. */
  readonly firstEvents: Uint8Array;
  /** What the rows are of, in their order, the newest first. */
  readonly snapshots: readonly SnapshotRows[];
}

export interface SnapshotRows {
  readonly snapshotDate: string;
  readonly rows: number;
  /** Days after the snapshot date that were seen whole. */
  readonly observedDays: number;
}

const DAY_MS = 86_400_000;

/**
 * All rows of the newest snapshot, followed by rows of the older ones. Behaviour changes, so the older a snapshot, the less it
 * weighs: of one `halfLifeDays` older than the newest, half of the rows are taken, drawn by the seed.
 */
export function stackSnapshots(
  snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
  { halfLifeDays, seed }: { halfLifeDays: number; seed: number },
): StackedSnapshots {
  const newest = snapshots[0];
  const kept = snapshots.map(({ snapshotDate, labels }) => {
    const age = (Date.parse(newest.snapshotDate) - Date.parse(snapshotDate)) / DAY_MS;
    const weight = 0.5 ** (age / halfLifeDays);
    const random = new SeededRandom(seed + age);
    return Uint32Array.from(labels.keys()).filter(() => weight === 1 || random.next() < weight);
  });
  const rows = kept.reduce((sum, { length }) => sum + length, 0);
  const width = newest.table.values.length / Math.max(1, newest.table.rows);
  const userIds = new BigInt64Array(rows);
  // Every thread of a training reads them.
  const values = new Float64Array(new SharedArrayBuffer(8 * rows * width));
  const labels = new Uint8Array(rows);
  const firstEvents = new Uint8Array(rows);
  let at = 0;
  snapshots.forEach((snapshot, i) => {
    for (const row of kept[i]!) {
      userIds[at] = snapshot.table.userIds[row]!;
      labels[at] = snapshot.labels[row]!;
      firstEvents[at] = snapshot.followUp.firstEvents[row]!;
      values.set(snapshot.table.values.subarray(row * width, (row + 1) * width), at * width);
      at++;
    }
  });
  return {
    userIds,
    values,
    labels,
    firstEvents,
    snapshots: snapshots.map(({ snapshotDate, followUp: { observedDays } }, i) => ({
      snapshotDate,
      rows: kept[i]!.length,
      observedDays,
    })),
  };
}
