import type { ChurnTrainingData } from './prepare.js';

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
