import type { DenseMatrix } from '../linalg/dense-matrix.js';

export type ClassifierKind = 'logistic-regression' | 'random-forest' | 'gradient-boosting';

/** A trained model of label 1. NaN in a table is a missing value, which every kind handles by design. */
export interface Classifier {
  readonly kind: ClassifierKind;
  readonly columns: number;
  /** What the contributions add up to: log-odds, or for the forest a mean of leaf rates. Ranks the rows. */
  readonly scale: 'margin' | 'probability';
  /** On `scale`, one a row. Throws RangeError when the number of columns differs. */
  scores(x: DenseMatrix): Float64Array;
  /** Not yet calibrated. */
  probabilities(x: DenseMatrix): Float64Array;
  /** `base` plus the sum of the contributions, one a column, is the score of the row. */
  explain(row: ArrayLike<number>): Explanation;
  /** Bytes that {@link decodeClassifier} turns into the same model. */
  encode(): Uint8Array;
}

export interface Explanation {
  readonly base: number;
  readonly contributions: Float64Array;
}

/** Rows to learn from, of a larger table if that is at hand. */
export interface LearningRows {
  readonly x: DenseMatrix;
  /** 0 or 1, one for each row of `x`. */
  readonly labels: Uint8Array;
  /** Default: all rows that are not validation rows. */
  readonly trainRows?: ArrayLike<number>;
  /** Rows to stop early on; kinds that don't stop early leave them out. */
  readonly validationRows?: ArrayLike<number>;
}

/** A kind of model with its settings, ready to learn. */
export interface Learner {
  readonly kind: ClassifierKind;
  /** Throws RangeError for labels of one class only, or that do not fit. */
  fit(rows: LearningRows): Classifier;
}

/** Row numbers to learn from. */
export function trainingRows({ x, trainRows, validationRows }: LearningRows): Uint32Array {
  if (trainRows !== undefined) return Uint32Array.from(trainRows);
  const held = new Set(Array.from(validationRows ?? []));
  return Uint32Array.from({ length: x.rows }, (_, i) => i).filter((row) => !held.has(row));
}
