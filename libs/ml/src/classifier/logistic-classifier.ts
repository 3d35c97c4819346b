import { linearBaseMargin, linearContributions } from '../explain/linear-contributions.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { fitLogisticRegression, logisticMargins } from '../linear/logistic-regression.js';
import type { LogisticModel, LogisticOptions } from '../linear/logistic-regression.js';
import { sigmoid } from '../linear/sigmoid.js';
import { packArrays } from './array-bytes.js';
import { trainingRows } from './classifier.js';
import type { Classifier, Explanation, Learner, LearningRows } from './classifier.js';
import { fillMissing, planMissing } from './missing-values.js';
import type { MissingPlan } from './missing-values.js';

/** First number of an encoded logistic regression. */
export const LOGISTIC_FORMAT = 1;

/** A logistic regression over columns that may have missing values: the mean stands in, and an indicator tells. */
export class LogisticClassifier implements Classifier {
  readonly kind = 'logistic-regression';
  readonly scale = 'margin';
  readonly columns: number;

  constructor(
    readonly model: LogisticModel,
    readonly missing: MissingPlan,
  ) {
    this.columns = missing.means.length;
  }

  scores(x: DenseMatrix): Float64Array {
    return logisticMargins(this.model, fillMissing(x, this.missing));
  }

  probabilities(x: DenseMatrix): Float64Array {
    return this.scores(x).map(sigmoid);
  }

  /** What an indicator adds is booked on the column it belongs to. */
  explain(row: ArrayLike<number>): Explanation {
    const x = { rows: 1, columns: row.length, values: Float64Array.from(row) };
    const all = linearContributions(this.model, fillMissing(x, this.missing).values);
    const contributions = all.slice(0, this.columns);
    this.missing.indicated.forEach((column, k) => {
      contributions[column]! += all[this.columns + k]!;
    });
    return { base: linearBaseMargin(this.model), contributions };
  }

  encode(): Uint8Array {
    const { intercept, weights, means, deviations } = this.model;
    return packArrays([
      Int32Array.of(LOGISTIC_FORMAT),
      Float64Array.of(intercept),
      weights,
      means,
      deviations,
      this.missing.means,
      this.missing.indicated,
    ]);
  }
}

/** Logistic regression; validation rows are not needed and left alone. */
export function logisticLearner(options: LogisticOptions = {}): Learner {
  return {
    kind: 'logistic-regression',
    fit(rows: LearningRows): Classifier {
      const train = trainingRows(rows);
      const missing = planMissing(rows.x, train);
      const labels = Uint8Array.from(train, (row) => rows.labels[row]!);
      const { model } = fitLogisticRegression(fillMissing(rows.x, missing, train), labels, options);
      return new LogisticClassifier(model, missing);
    },
  };
}
