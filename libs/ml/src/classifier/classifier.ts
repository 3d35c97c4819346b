import type { DenseMatrix } from '../linalg/dense-matrix.js';
import type { LogisticModel } from '../linear/logistic-regression.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';

export type ClassifierKind = 'logistic-regression' | 'random-forest' | 'gradient-boosting';

export type ClassifierModel = LogisticModel | TreeEnsemble | BlendModel;

/** Models, at least one, of whose log-odds `slope` times themselves plus `intercept` are added up. */
export interface BlendModel {
  readonly parts: readonly {
    readonly model: ClassifierModel;
    readonly slope: number;
    readonly intercept: number;
  }[];
}

/** A trained model of label 1. NaN in a table is a missing value, which trees handle by design. */
export interface Classifier {
  readonly kind: ClassifierKind | 'blend';
  readonly columns: number;
  /** Log-odds, one a row. Throws RangeError when the number of columns differs. */
  scores(x: DenseMatrix): Float64Array;
  /** Not yet calibrated. */
  probabilities(x: DenseMatrix): Float64Array;
  /** `base` plus the sum of the contributions, one a column, is the score of the row. */
  explain(row: ArrayLike<number>): Explanation;
  /** All there is to know of it: plain data that can be stored, and sent to threads. */
  readonly model: ClassifierModel;
}

export interface Explanation {
  readonly base: number;
  readonly contributions: Float64Array;
}
