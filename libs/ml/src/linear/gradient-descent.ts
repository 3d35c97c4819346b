import LogisticRegression from 'ml-logistic-regression';
import type { RowsOperand } from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import type { DenseMatrix } from '../linalg/dense-matrix.js';

/**
 * Rows for ml-logistic-regression as two products over one flat array. Handing it an ml-matrix instead costs a
 * transposed copy of all rows in every step.
 */
class FlatRows implements RowsOperand {
  readonly columns: number;

  constructor(private readonly matrix: DenseMatrix) {
    this.columns = matrix.columns;
  }

  mmul(weights: Matrix): Matrix {
    const { rows, columns, values } = this.matrix;
    const w = Float64Array.from(weights.to1DArray());
    const scores = new Float64Array(rows);
    for (let i = 0, at = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += values[at++]! * w[j]!;
      scores[i] = sum;
    }
    return Matrix.columnVector(scores);
  }

  transpose() {
    return { mmul: (errors: Matrix) => this.transposedTimes(errors) };
  }

  private transposedTimes(errors: Matrix): Matrix {
    const { rows, columns, values } = this.matrix;
    const sums = new Float64Array(columns);
    for (let i = 0, at = 0; i < rows; i++) {
      const error = errors.get(i, 0);
      for (let j = 0; j < columns; j++) sums[j]! += error * values[at++]!;
    }
    return Matrix.columnVector(sums);
  }
}

/**
 * Weights after `steps` full-batch steps of ml-logistic-regression from zero, on rows (1, u) whose squares add up to
 * n times the identity. There the Hessian of the summed loss is at most n/4, so 4/n is the longest step that
 * never raises it. Its two-class trainer is reached through `load`: `train` would fit one classifier for each
 * of the two classes, twice the work.
 */
export function descend(rows: DenseMatrix, labels: Uint8Array, n: number, steps: number): Float64Array {
  const regression = LogisticRegression.load({
    name: 'LogisticRegression',
    numberClasses: 1,
    classifiers: [{ numSteps: steps, learningRate: 4 / n }],
  });
  const classifier = regression.classifiers[0]!;
  classifier.train(new FlatRows(rows), Matrix.columnVector(labels));
  return Float64Array.from(classifier.weights.to1DArray());
}
