import { daysBetween } from '#common/calendar';
import { SeededRandom } from '#ml';
import { setImmediate } from 'node:timers/promises';
import type { SnapshotRowsDto } from './churn-report.dto.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';

/** Rows of several snapshots, as one table; a user can have one in each. */
export interface StackedSnapshots {
  readonly userIds: BigInt64Array;
  /** Rows x features in catalogue order, NaN for never. */
  readonly values: Float64Array;
  /** 1 churned, 0 not. */
  readonly labels: Uint8Array;
  /** What each label counts, and that of horizons beyond the label window, see `FollowUp`. */
  readonly weights: Float64Array;
  readonly longerWeights: ReadonlyMap<number, Float64Array>;
  /** Day of the first event after the snapshot date, see `FollowUp`. */
  readonly firstEvents: Uint8Array;
  /** What the rows are of, in their order, the newest first. */
  readonly snapshots: readonly SnapshotRowsDto[];
}

/** Rows that are copied in one turn of the event loop at most: some 5 ms. */
export const ROWS_A_TURN = 10_000;

/**
 * Rows of the newest snapshot, followed by rows of the older ones. Behaviour changes, so the older a snapshot,
 * the less it weighs: of one `halfLifeDays` older than the newest, half of the rows are taken, drawn by the
 * seed. Of a snapshot with more than `mostUsers`, about so many are drawn at first; of one whose label window lacks
 * days, the share of the days that it has, but for the newest. Requests have their turn in between.
 */
export async function stackSnapshots(
  snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
  {
    labelDays,
    halfLifeDays,
    mostUsers,
    seed,
  }: { labelDays: number; halfLifeDays: number; mostUsers: number; seed: number },
): Promise<StackedSnapshots> {
  const newest = snapshots[0];
  const kept: Uint32Array[] = [];
  for (const { snapshotDate, labels, followUp } of snapshots) {
    const age = daysBetween(snapshotDate, newest.snapshotDate);
    const known = age === 0 ? 1 : 1 - followUp.missingDays.length / labelDays;
    const weight = 0.5 ** (age / halfLifeDays) * known * shareOf(labels.length, mostUsers);
    kept.push(drawnRows(labels.length, weight, new SeededRandom(seed + age)));
    await setImmediate();
  }
  const rows = kept.reduce((sum, { length }) => sum + length, 0);
  const width = newest.table.values.length / Math.max(1, newest.table.rows);
  const userIds = new BigInt64Array(rows);
  // Every thread of a training reads them.
  const values = new Float64Array(new SharedArrayBuffer(8 * rows * width));
  const labels = new Uint8Array(rows);
  const firstEvents = new Uint8Array(rows);
  const weights = new Float64Array(rows);
  const horizons = new Set(snapshots.flatMap(({ followUp }) => [...followUp.weights.keys()]));
  const longerWeights = new Map(Array.from(horizons, (days) => [days, new Float64Array(rows)]));
  const stacked = { userIds, values, labels, weights, longerWeights, firstEvents };
  let at = 0;
  for (const [i, snapshot] of snapshots.entries()) {
    for (let first = 0; first < kept[i]!.length; first += ROWS_A_TURN) {
      const piece = kept[i]!.subarray(first, first + ROWS_A_TURN);
      copyPiece(snapshot, piece, stacked, at);
      at += piece.length;
      await setImmediate();
    }
  }
  return {
    ...stacked,
    snapshots: snapshots.map(({ snapshotDate, incomplete, followUp: { observedDays, missingDays } }, i) => ({
      snapshotDate,
      rows: kept[i]!.length,
      observedDays,
      missingDays: [...missingDays],
      missingFeatureDays: [...incomplete],
    })),
  };
}

/** Fewer than so many snapshots make a model of one season, however many users each has. */
const FEW_SNAPSHOTS = 6;

/** Snapshots that are learned from at most: the fewer users the newest has, the more. */
export function snapshotsFor(
  users: number,
  { mostSnapshots, mostUsers }: { mostSnapshots: number; mostUsers: number },
): number {
  return Math.min(mostSnapshots, Math.max(FEW_SNAPSHOTS, Math.floor(mostUsers / Math.max(1, users))));
}

/** Share of the users of a snapshot that is learned from. */
function shareOf(users: number, mostUsers: number): number {
  return Math.min(1, mostUsers / Math.max(1, users));
}

/** Copies `rows` of a snapshot to those from `at` on. */
function copyPiece(
  { table, labels, weights, followUp }: LabelledSnapshot,
  rows: Uint32Array,
  stacked: Omit<StackedSnapshots, 'snapshots'>,
  at: number,
): void {
  const width = table.values.length / table.rows;
  for (const row of rows) {
    stacked.userIds[at] = table.userIds[row]!;
    stacked.labels[at] = labels[row]!;
    stacked.firstEvents[at] = followUp.firstEvents[row]!;
    stacked.weights[at] = weights[row]!;
    for (const [days, longer] of stacked.longerWeights)
      longer[at] = (followUp.weights.get(days) ?? weights)[row]!;
    const [from, to] = [row * width, at * width];
    for (let column = 0; column < width; column++) stacked.values[to + column] = table.values[from + column]!;
    at++;
  }
}

/** Numbers of the rows that are taken, each with the chance `weight`. */
function drawnRows(rows: number, weight: number, random: SeededRandom): Uint32Array {
  const drawn = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (weight === 1 || random.next() < weight) drawn[count++] = row;
  return drawn.subarray(0, count);
}
