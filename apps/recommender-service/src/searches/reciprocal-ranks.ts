/** So many places of each ranking count. */
export const RANKED = 1_000;
/** Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): how little the first places differ. */
const FLAT = 60;

/**
 * The rows of two rankings by 1 / (60 + place by text) + weight / (60 + place by user), ties by the place by
 * text, then by that by user. Places count from 1; weight 0: by text alone.
 */
export function fusedRows(byText: Int32Array, byUser: ArrayLike<number>, weight: number): number[] {
  const scores = new Map<number, number>();
  const addAll = (rows: ArrayLike<number>, weighs: number): void => {
    for (let n = 0; n < rows.length; n++)
      scores.set(rows[n]!, (scores.get(rows[n]!) ?? 0) + weighs / (FLAT + 1 + n));
  };
  addAll(byText, 1);
  if (weight > 0) addAll(byUser, weight);
  // Those by text came first, and sorting keeps the order of equal ones.
  return [...scores].sort(([, a], [, b]) => b - a).map(([row]) => row);
}
