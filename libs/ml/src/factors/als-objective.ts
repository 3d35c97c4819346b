import { gramMatrix } from '../linalg/gram.js';
import type { SparseRows } from './sparse-rows.js';
import { transpose } from './sparse-rows.js';

/**
 * What is minimised over user factors x and item factors y, with p = x . y and weight w of each observed pair:
 *
 *   sum over all pairs of p^2
 *   + sum over observed pairs of alpha w (1 - p)^2 + b ((1 - p)^2 - p^2)
 *   + regularization ( sum over users of n_u^nu |x|^2 + sum over items of n_i^nu |y|^2 )
 *
 * b = 1 (`hkv`) is Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
 * equation 3 with confidence c = 1 + alpha w. b = 0 (`rendle`) is Rendle et al., "Revisiting the performance of iALS",
 * RecSys 2022, equations 1 to 4, divided by its weight of unobserved pairs. Both give the same normal matrix; only the
 * right side differs, by 1 for each observed pair.
 * n_u = observed pairs of the user + items / alpha, n_i likewise: the frequency of Rendle et al., equation 6.
 * With `observed` they are the observed pairs alone; so does Spark's ALS, whose objective is `hkv` with nu =
 * 1.
 */
export interface AlsObjective {
  form: 'hkv' | 'rendle';
  /** Weight of an observed pair against an unobserved one; above 0. */
  alpha: number;
  /** Above 0, so that every system has exactly one solution. */
  regularization: number;
  /** nu: 0 regularises every row alike (Hu et al.), 1 in proportion to its frequency (Rendle et al.). */
  frequencyExponent: number;
  /** What the frequency of a row counts; default `all`. */
  frequency?: Frequency;
}

/** `all`: observed pairs, and the unobserved ones by their weight; `observed`: observed pairs alone. */
export type Frequency = 'all' | 'observed';

/** @throws RangeError when a parameter is outside its range. */
export function validateObjective(objective: AlsObjective): void {
  const { alpha, regularization, frequencyExponent } = objective;
  if (!(alpha > 0 && alpha < Infinity)) throw new RangeError(`alpha must be above 0, not ${alpha}`);
  if (!(regularization > 0 && regularization < Infinity)) {
    throw new RangeError(`regularization must be above 0, not ${regularization}`);
  }
  if (!(frequencyExponent >= 0 && frequencyExponent <= 2)) {
    throw new RangeError(`the frequency exponent must be between 0 and 2, not ${frequencyExponent}`);
  }
}

/** What multiplies |x|^2 of a row with `entries` observed pairs out of `columns`. */
export function rowRegularization(
  objective: Omit<AlsObjective, 'form'>,
  entries: number,
  columns: number,
): number {
  if (objective.frequencyExponent === 0) return objective.regularization;
  const unobserved = objective.frequency === 'observed' ? 0 : columns / objective.alpha;
  return objective.regularization * (entries + unobserved) ** objective.frequencyExponent;
}

/**
 * The value of the objective, exact over all pairs in O((users + items) d^2 + pairs d): the all-pairs term is
 * the sum of the elementwise product of both Gram matrices.
 * @param users interactions.rows x factors; @param items interactions.columns x factors.
 */
export function alsLoss(
  interactions: SparseRows,
  users: Float64Array,
  items: Float64Array,
  factors: number,
  objective: AlsObjective,
): number {
  const bonus = objective.form === 'hkv' ? 1 : 0;
  let loss = allPairsSum(users, items, factors);
  for (let user = 0; user < interactions.rows; user++) {
    for (let n = interactions.starts[user]!; n < interactions.starts[user + 1]!; n++) {
      const item = interactions.indices[n]!;
      let p = 0;
      for (let f = 0; f < factors; f++) p += users[user * factors + f]! * items[item * factors + f]!;
      const miss = (1 - p) ** 2;
      loss += objective.alpha * interactions.weights[n]! * miss + bonus * (miss - p * p);
    }
  }
  return (
    loss +
    penalty(interactions, users, factors, objective) +
    penalty(transpose(interactions), items, factors, objective)
  );
}

function allPairsSum(users: Float64Array, items: Float64Array, factors: number): number {
  const userGram = new Float64Array(factors * factors);
  const itemGram = new Float64Array(factors * factors);
  gramMatrix(users, factors, userGram);
  gramMatrix(items, factors, itemGram);
  return userGram.reduce((sum, value, at) => sum + value * itemGram[at]!, 0);
}

function penalty(
  matrix: SparseRows,
  vectors: Float64Array,
  factors: number,
  objective: AlsObjective,
): number {
  let sum = 0;
  for (let row = 0; row < matrix.rows; row++) {
    let square = 0;
    for (let f = row * factors; f < (row + 1) * factors; f++) square += vectors[f]! ** 2;
    const entries = matrix.starts[row + 1]! - matrix.starts[row]!;
    sum += square * rowRegularization(objective, entries, matrix.columns);
  }
  return sum;
}
