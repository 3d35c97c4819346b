/** The part of ml-logistic-regression 2.0.0 that is used; the package ships no types. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  /** What the trainer asks of its matrix of rows. */
  export interface RowsOperand {
    readonly columns: number;
    /** rows x columns times columns x 1. */
    mmul(weights: Matrix): Matrix;
    transpose(): { mmul(errors: Matrix): Matrix };
  }

  /** Two-class trainer: `numSteps` full-batch steps from zero weights, without intercept. */
  export interface TwoClassRegression {
    weights: Matrix;
    train(rows: RowsOperand, labels: Matrix): void;
  }

  export default class LogisticRegression {
    classifiers: TwoClassRegression[];
    static load(model: {
      name: 'LogisticRegression';
      numberClasses: number;
      classifiers: { numSteps: number; learningRate: number }[];
    }): LogisticRegression;
  }
}
