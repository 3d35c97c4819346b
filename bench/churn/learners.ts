import {
  binTable,
  ensembleProbabilities,
  fitLogisticRegression,
  logisticMargins,
  ones,
  sigmoid,
  takeRows,
  trainBoosting,
  trainForest,
} from '#ml';
import type { BoostingOptions, DenseMatrix, ForestOptions, LogisticOptions } from '#ml';

/** Rows of a table to learn from. NaN in it is a missing value. */
interface LearningRows {
  readonly x: DenseMatrix;
  /** 0 or 1, one for each row of `x`. */
  readonly labels: Uint8Array;
  /** As how many rows each one counts; default 1. */
  readonly weights?: Float64Array;
  readonly trainRows: readonly number[];
  /** Where boosting stops early. */
  readonly validationRows?: readonly number[];
}

/** Learns from some rows and says how likely label 1 is in others. */
export type Learner = (rows: LearningRows) => (x: DenseMatrix) => Float64Array;

export function boostingLearner(options: Partial<BoostingOptions>): Learner {
  return ({ x, labels, weights = ones(x.rows), trainRows, validationRows = [] }) => {
    const table = binTable(x);
    const { ensemble } = trainBoosting({ table, labels, weights, trainRows, validationRows, options });
    return (rows) => ensembleProbabilities(ensemble, rows);
  };
}

export function forestLearner(options: Partial<ForestOptions>): Learner {
  return ({ x, labels, weights = ones(x.rows), trainRows }) => {
    const ensemble = trainForest({ table: binTable(x), labels, weights, trainRows, options });
    return (rows) => ensembleProbabilities(ensemble, rows);
  };
}

/** Of missing values the mean stands in, and an indicator column tells. */
export function logisticLearner(options: LogisticOptions = {}): Learner {
  return ({ x, labels, weights = ones(x.rows), trainRows }) => {
    const isWhole = trainRows.length === x.rows && trainRows.every((row, i) => row === i);
    const train = isWhole ? x : takeRows(x, trainRows);
    const fill = missingFilled(train);
    const { model } = fitLogisticRegression(
      fill(train),
      Uint8Array.from(trainRows, (row) => labels[row]!),
      { ...options, weights: Float64Array.from(trainRows, (row) => weights[row]!) },
    );
    return (rows) => logisticMargins(model, fill(rows)).map(sigmoid);
  };
}

/** How a table with missing values becomes one without, as the training rows have them. */
function missingFilled({ rows, columns, values }: DenseMatrix): (x: DenseMatrix) => DenseMatrix {
  const sums = new Float64Array(columns);
  const present = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = values[i * columns + j]!;
      if (Number.isNaN(value)) continue;
      sums[j]! += value;
      present[j]!++;
    }
  }
  const means = sums.map((sum, j) => sum / Math.max(1, present[j]!));
  const indicated = [...means.keys()].filter((j) => present[j]! < rows);
  const width = columns + indicated.length;
  return (x) => {
    const filled = new Float64Array(x.rows * width);
    for (let i = 0; i < x.rows; i++) {
      const [from, to] = [i * columns, i * width];
      for (let j = 0; j < columns; j++) {
        const value = x.values[from + j]!;
        filled[to + j] = Number.isNaN(value) ? means[j]! : value;
      }
      for (let k = 0; k < indicated.length; k++)
        filled[to + columns + k] = Number.isNaN(x.values[from + indicated[k]!]!) ? 1 : 0;
    }
    return { rows: x.rows, columns: width, values: filled };
  };
}
