import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { logisticMargins } from '../linear/logistic-regression.js';
import type { LogisticModel } from '../linear/logistic-regression.js';
import { sigmoid } from '../linear/sigmoid.js';
import type { Classifier, Explanation } from './classifier.js';

/** A logistic regression as a classifier. Its columns have no missing values. */
export class LogisticClassifier implements Classifier {
  readonly kind = 'logistic-regression';
  readonly columns: number;

  constructor(readonly model: LogisticModel) {
    this.columns = model.weights.length;
  }

  scores(x: DenseMatrix): Float64Array {
    if (x.columns !== this.columns)
      throw new RangeError(`the model knows ${this.columns} columns, the table has ${x.columns}`);
    return logisticMargins(this.model, x);
  }

  probabilities(x: DenseMatrix): Float64Array {
    return this.scores(x).map(sigmoid);
  }

  /**
   * Counted from the training mean: `weights[j] * (row[j] - means[j])`, the Shapley values where columns are
   * independent (Lundberg and Lee 2017, corollary 1).
   */
  explain(row: ArrayLike<number>): Explanation {
    const { weights, means, intercept } = this.model;
    return {
      base: weights.reduce((sum, weight, j) => sum + weight * means[j]!, intercept),
      contributions: weights.map((weight, j) => weight * (row[j]! - means[j]!)),
    };
  }
}
