import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { sumOf } from '../evaluation/weighted-mean.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { sigmoid, softplus } from './sigmoid.js';
import { addWeightedSquares } from './weighted-squares.js';

/** The loss at some weights of the columns, a mean over the rows. */
export interface LossAt {
  readonly weights: Float64Array;
  readonly logLoss: number;
  /** With the penalty: what is minimised. */
  readonly value: number;
  readonly gradient: Float64Array;
  /** p (1 - p) of each row, times its weight. */
  readonly curvatures: Float64Array;
}

/** In the Hessian, the least curvature of the penalty as a share of its largest: of equal columns far out it is 0. */
const LEAST_CURVATURE = 1e-6;

/**
 * Mean log loss of rows of (1, z) with labels 0 or 1, and a penalty log(1 + e^(dw)) + log(1 + e^(-dw)) of each
 * weight but the intercept, with d^2 = 2 shrinkage: near 0 a ridge of shrinkage / 2 times w^2, and gentler far
 * out. It is a log-F(1,1) prior (Greenland and Mansournia, "Penalization, bias reduction, and default priors in
 * logistic and related categorical and survival regressions", 2015). The minimum is unique and finite.
 */
export class PenalisedLoss {
  private readonly distance: number;
  /** Sum of the weights of all rows. */
  readonly total: number;

  constructor(
    readonly rows: DenseMatrix,
    readonly labels: Uint8Array,
    readonly rowWeights: Float64Array,
    readonly shrinkage: number,
  ) {
    this.distance = Math.sqrt(2 * shrinkage);
    this.total = sumOf(rowWeights);
  }

  at(weights: Float64Array): LossAt {
    const { rowWeights, total } = this;
    const { rows: n, columns, values } = this.rows;
    const gradient = this.penaltySlopes(weights);
    const penalty = weights.subarray(1).reduce((sum, weight) => {
      const far = this.distance * weight;
      return sum + softplus(far) + softplus(-far);
    }, 0);
    const curvatures = new Float64Array(n);
    let logLoss = 0;
    for (let i = 0; i < n; i++) {
      const from = i * columns;
      let margin = 0;
      for (let j = 0; j < columns; j++) margin += values[from + j]! * weights[j]!;
      const p = sigmoid(margin);
      logLoss += rowWeights[i]! * softplus(this.labels[i] === 1 ? -margin : margin);
      curvatures[i] = rowWeights[i]! * p * (1 - p);
      const error = rowWeights[i]! * (p - this.labels[i]!);
      for (let j = 0; j < columns; j++) gradient[j]! += error * values[from + j]!;
    }
    return {
      weights,
      logLoss: logLoss / total,
      value: (logLoss + penalty) / total,
      gradient: gradient.map((sum) => sum / total),
      curvatures,
    };
  }

  /**
   * The Newton step H^-1 g, and half of g' H^-1 g: the distance to the minimum as the quadratic model sees it
   * (Boyd and Vandenberghe, "Convex Optimization", 9.5.1).
   */
  newtonStep({ weights, gradient, curvatures }: LossAt): { step: number[]; expectedGap: number } {
    const ridges = weights.map((weight) => {
      const share = 1 / Math.cosh((this.distance * weight) / 2) ** 2;
      return this.shrinkage * Math.max(LEAST_CURVATURE, share);
    });
    const hessian = new CholeskyDecomposition(this.squares(curvatures, ridges));
    const step = hessian.solve(Matrix.columnVector(gradient)).to1DArray();
    return { step, expectedGap: step.reduce((sum, value, j) => sum + value * gradient[j]!, 0) / 2 };
  }

  /** Slopes of the penalty, not divided by the weights of the rows. */
  penaltySlopes(weights: Float64Array): Float64Array {
    return weights.map((weight, j) =>
      j === 0 ? 0 : this.distance * Math.tanh((this.distance * weight) / 2),
    );
  }

  /**
   * Sum over rows of weight * row row', and `ridges` on the diagonal but for the intercept, over the sum of
   * weights of all rows.
   */
  squares(weights: Float64Array, ridges: Float64Array): Matrix {
    const { total } = this;
    const { columns } = this.rows;
    const sums = new Float64Array(columns ** 2);
    addWeightedSquares(this.rows, weights, sums);
    const mean = new Matrix(columns, columns);
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b <= a; b++) {
        const sum = sums[a * columns + b]! + (a === b && a > 0 ? ridges[a]! : 0);
        mean.set(a, b, sum / total);
        mean.set(b, a, sum / total);
      }
    }
    return mean;
  }
}
