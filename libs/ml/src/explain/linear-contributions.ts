import type { LogisticModel } from '../linear/logistic-regression.js';

/**
 * What each column adds to the log-odds of one row, counted from the training mean: weights[j] * (row[j] - means[j]).
 * Exact for a linear model: `linearBaseMargin` plus the sum of the contributions is the row's margin
 * (these are its Shapley values when columns are independent; Lundberg and Lee 2017, corollary 1).
 */
export function linearContributions(model: LogisticModel, row: ArrayLike<number>): Float64Array {
  return model.weights.map((weight, j) => weight * (row[j]! - model.means[j]!));
}

/** Log-odds of a row that equals the training mean in every column. */
export function linearBaseMargin(model: LogisticModel): number {
  return model.weights.reduce((sum, weight, j) => sum + weight * model.means[j]!, model.intercept);
}
