import LogisticRegression from 'ml-logistic-regression';
import type { RowsOperand } from 'ml-logistic-regression';
import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix';
import type { Solution } from './newton.js';
import type { PenalisedLoss } from './penalised-loss.js';

const STEPS = 128;

/**
 * The minimum of the loss by full-batch gradient descent of ml-logistic-regression, from zero. Its two-class
 * trainer is reached through `load`: `train` would fit one classifier for each of the two classes, twice the
 * work.
 */
export function descend(loss: PenalisedLoss): Solution {
  const operand = new PreconditionedRows(loss);
  const regression = LogisticRegression.load({
    name: 'LogisticRegression',
    numberClasses: 1,
    classifiers: [{ numSteps: STEPS, learningRate: 4 / loss.total }],
  });
  const classifier = regression.classifiers[0]!;
  classifier.train(operand, Matrix.columnVector(loss.labels));
  const at = loss.at(operand.weightsOf(classifier.weights.transpose()));
  return { at, expectedGap: loss.newtonStep(at).expectedGap, steps: STEPS };
}

/**
 * Rows as the trainer asks for them: products by weights, and back. It steps along coordinates in which the
 * curvature is at most n / 4 in every direction, n being the sum of weights, so that 4 / n is the longest
 * step that never raises the loss, however columns are correlated. With L L' the Cholesky factor of the rows'
 * mean squares and four times the largest curvature of the penalty, weights are L'^-1 times those
 * coordinates. The trainer knows no penalty: its slope is taken off here. Nor does it know weights of rows:
 * errors are multiplied by them here.
 */
class PreconditionedRows implements RowsOperand {
  readonly columns: number;
  private readonly fromWeights: Matrix;
  private readonly toWeights: Matrix;
  private weights: Float64Array = new Float64Array();

  constructor(private readonly loss: PenalisedLoss) {
    const { rows, rowWeights, shrinkage } = loss;
    this.columns = rows.columns;
    const bound = loss.squares(rowWeights, new Float64Array(this.columns).fill(4 * shrinkage));
    this.fromWeights = inverse(new CholeskyDecomposition(bound).lowerTriangularMatrix);
    this.toWeights = this.fromWeights.transpose();
  }

  weightsOf(coordinates: Matrix): Float64Array {
    return Float64Array.from(this.toWeights.mmul(coordinates).to1DArray());
  }

  mmul(coordinates: Matrix): Matrix {
    const { rows, columns, values } = this.loss.rows;
    this.weights = this.weightsOf(coordinates);
    const scores = new Float64Array(rows);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) scores[i]! += values[at++]! * this.weights[j]!;
    return Matrix.columnVector(scores);
  }

  transpose() {
    return { mmul: (errors: Matrix) => this.transposedTimes(errors.to1DArray()) };
  }

  private transposedTimes(errors: readonly number[]): Matrix {
    const { rowWeights } = this.loss;
    const { rows, columns, values } = this.loss.rows;
    const sums = this.loss.penaltySlopes(this.weights).map((slope) => -slope);
    for (let i = 0, at = 0; i < rows; i++) {
      const error = rowWeights[i]! * errors[i]!;
      for (let j = 0; j < columns; j++) sums[j]! += error * values[at++]!;
    }
    return this.fromWeights.mmul(Matrix.columnVector(sums));
  }
}
