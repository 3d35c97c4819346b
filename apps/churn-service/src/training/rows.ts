import type { ChurnTrainingData } from './prepare.js';

/** Values of some rows. */
export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const of = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = values[rows[i]!]!;
  return of;
}

/** Labels of some rows, and what each counts. */
export function outcomesOf(
  { labels, weights }: { readonly labels: Uint8Array; readonly weights: Float64Array },
  rows: Int32Array,
): { labels: Uint8Array; weights: Float64Array } {
  const of = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = labels[rows[i]!]!;
  return { labels: of, weights: taken(weights, rows) };
}

type FollowedRows = Pick<ChurnTrainingData, 'snapshots' | 'userIds' | 'weights' | 'longerWeights'>;

/** What each row counts where users are followed through `days` days; 0: a campaign contacted the user. */
export function weightsThrough({ weights, longerWeights }: FollowedRows, days: number): Float64Array {
  return longerWeights.get(days) ?? weights;
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

/** Those of the rows that were followed through `days` days, and that no campaign contacted in them. */
export function observedThrough(data: FollowedRows, days: number, rows: Int32Array): Int32Array {
  const observed = observedDaysOf(data);
  const weights = weightsThrough(data, days);
  return rows.filter((row) => observed[row]! >= days && weights[row]! > 0);
}
