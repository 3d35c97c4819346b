import type { DenseMatrix } from '#ml';
import type { Feature, FeatureCatalogue } from './feature-catalogue.js';

/** One column of a linear model's matrix, made of one feature. */
export interface EncodedColumn {
  readonly name: string;
  /** Index of its feature in the catalogue. */
  readonly feature: number;
  encode(value: number): number;
}

/**
 * How a linear model reads the features. Amounts are heavy-tailed (a few users play a thousand times the median), so their
 * logarithm is used. "Never" becomes an indicator of its own beside the days, which then stand one past the longest possible.
 */
export function linearEncoding({ features, featureDays }: FeatureCatalogue): EncodedColumn[] {
  return features.flatMap((feature, index) => columnsOf(feature, index, featureDays));
}

function columnsOf(feature: Feature, index: number, featureDays: number): EncodedColumn[] {
  const column = (name: string, encode: (value: number) => number) => ({ name, feature: index, encode });
  switch (feature.source.how) {
    case 'sum':
      return [column(`log1p(${feature.name})`, (value) => Math.log1p(value))];
    case 'days_since': {
      const days = column(feature.name, (value) => (Number.isNaN(value) ? featureDays : value));
      const never = column(`${feature.name} is never`, (value) => (Number.isNaN(value) ? 1 : 0));
      return feature.never === null ? [days] : [days, never];
    }
    case 'latest_device':
      return [
        column('device is ip', (value) => (value === 2 ? 1 : 0)),
        column('device is neither ar nor ip', (value) => (value === 1 || value === 2 ? 0 : 1)),
      ];
  }
}

/** The matrix of a linear model for `rows` users, from their features in catalogue order (NaN for never). */
export function encodeRows(catalogue: FeatureCatalogue, values: Float64Array, rows: number): DenseMatrix {
  const columns = linearEncoding(catalogue);
  const width = catalogue.features.length;
  const encoded = new Float64Array(rows * columns.length);
  for (let i = 0; i < rows; i++) {
    columns.forEach((column, j) => {
      encoded[i * columns.length + j] = column.encode(values[i * width + column.feature]!);
    });
  }
  return { rows, columns: columns.length, values: encoded };
}
