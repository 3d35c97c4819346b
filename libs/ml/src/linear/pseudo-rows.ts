import type { DenseMatrix } from '../linalg/dense-matrix.js';
import type { Whitening } from './whitening.js';

/**
 * A prior by data: for each column a row of label 1 and a row of label 0 that lie `distance` standard deviations out in that
 * column and have no intercept. Together they cost log(1 + e^(dw)) + log(1 + e^(-dw)) for a standardised weight w, which is
 * least at 0 and near it the ridge penalty d^2 w^2 / 4: a log-F(1,1) prior, which any solver can use (Greenland and Mansournia,
 * "Penalization, bias reduction, and default priors in logistic and related categorical and survival regressions", 2015).
 */
export function withPseudoRows(
  rows: DenseMatrix,
  labels: Uint8Array,
  whitening: Whitening,
  distance: number,
): { rows: DenseMatrix; labels: Uint8Array } {
  const { deviations, directions, transform } = whitening;
  const used = [...deviations.keys()].filter((j) => deviations[j]! > 0);
  const width = rows.columns;
  const values = new Float64Array((rows.rows + 2 * used.length) * width);
  values.set(rows.values);
  const extended = new Uint8Array(rows.rows + 2 * used.length);
  extended.set(labels);
  used.forEach((j, at) => {
    for (const label of [0, 1]) {
      const row = rows.rows + 2 * at + label;
      extended[row] = label;
      for (let k = 0; k < directions; k++) {
        values[row * width + 1 + k] = distance * deviations[j]! * transform[j * directions + k]!;
      }
    }
  });
  return { rows: { rows: rows.rows + 2 * used.length, columns: width, values }, labels: extended };
}
