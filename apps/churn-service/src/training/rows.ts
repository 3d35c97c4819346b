import type { ChurnTrainingData } from './prepare.js';
import { splitByUser } from '#ml';
import type { UserSplit } from '../model/churn-artefact.js';
import type { StackedSnapshots } from './stack-snapshots.js';

/** Values of some rows. */
export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const of = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = values[rows[i]!]!;
  return of;
}

/** Labels of some rows. */
export function labelsOf({ labels }: { readonly labels: Uint8Array }, rows: ArrayLike<number>): Uint8Array {
  const of = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = labels[rows[i]!]!;
  return of;
}

/** Of each row, how many days after its snapshot date were seen whole. */
export function observedDaysOf({
  snapshots,
  userIds,
}: Pick<ChurnTrainingData, 'snapshots' | 'userIds'>): Uint8Array {
  const observed = new Uint8Array(userIds.length);
  let at = 0;
  for (const { rows, observedDays } of snapshots) {
    observed.fill(observedDays, at, at + rows);
    at += rows;
  }
  return observed;
}

/** Those of the rows that were followed through `days` days. */
export function observedThrough(
  data: Pick<ChurnTrainingData, 'snapshots' | 'userIds'>,
  days: number,
  rows: Int32Array,
): Int32Array {
  const observed = observedDaysOf(data);
  return rows.filter((row) => observed[row]! >= days);
}

/** The same rows but for those of test users, in whichever snapshot they are. */
export function withoutTestUsers(
  stacked: StackedSnapshots,
  { seed, testShare }: Pick<UserSplit, 'seed' | 'testShare'>,
): StackedSnapshots {
  const [, kept] = splitByUser(stacked.userIds, { seed, shares: [testShare] }) as [Int32Array, Int32Array];
  const width = stacked.values.length / Math.max(1, stacked.userIds.length);
  const values = new Float64Array(kept.length * width);
  kept.forEach((row, i) => values.set(stacked.values.subarray(row * width, (row + 1) * width), i * width));
  let from = 0;
  return {
    userIds: BigInt64Array.from(kept, (row) => stacked.userIds[row]!),
    values,
    labels: Uint8Array.from(kept, (row) => stacked.labels[row]!),
    firstEvents: Uint8Array.from(kept, (row) => stacked.firstEvents[row]!),
    snapshots: stacked.snapshots.map(({ rows, ...snapshot }) => {
      const [first, end] = [from, from + rows];
      from = end;
      return { ...snapshot, rows: kept.filter((row) => row >= first && row < end).length };
    }),
  };
}
