import { splitByUser } from '#ml';
import type { UserSplit } from '../model/churn-artefact.js';
import type { StackedSnapshots } from './stack-snapshots.js';

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
    snapshots: stacked.snapshots.map(({ snapshotDate, observedDays, rows }) => {
      const [first, end] = [from, from + rows];
      from = end;
      return { snapshotDate, observedDays, rows: kept.filter((row) => row >= first && row < end).length };
    }),
  };
}
