import type { DenseMatrix } from '#ml';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { NUMBERS } from './arithmetic.js';
import { dayRangeQuantities } from './day-range-quantities.js';
import { factQuantities } from './fact-quantities.js';
import type { FeatureRow, Quantity, QuantityColumn } from './quantity.js';
import { listeningQuantities } from './listening-quantities.js';
import { presenceQuantities } from './presence-quantities.js';
import { trendQuantities } from './trend-quantities.js';

/** A column of a model's matrix and the quantity it is made of, by its place. */
export interface EncodedColumn {
  readonly name: string;
  readonly quantity: number;
  readonly encode: QuantityColumn['encode'];
}

/** How models read features: features make quantities, and each quantity makes its own columns. */
export class Encoding {
  readonly quantities: readonly Quantity[];
  readonly columns: readonly EncodedColumn[];
  private readonly width: number;

  constructor(catalogue: FeatureCatalogue) {
    this.width = catalogue.features.length;
    this.quantities = [
      ...dayRangeQuantities(catalogue),
      ...presenceQuantities(catalogue),
      ...trendQuantities(catalogue),
      ...listeningQuantities(catalogue),
      ...factQuantities(catalogue),
    ];
    this.columns = this.quantities.flatMap(({ columns }, quantity) =>
      columns.map(({ name, encode }) => ({ name, quantity, encode })),
    );
  }

  /** The value of every quantity, from one user's features. */
  valuesOf(row: FeatureRow): Float64Array {
    return this.writeValues(row, new Float64Array(this.quantities.length));
  }

  /** The columns of one user, from the values of the quantities. */
  columnsOf(quantities: Float64Array): Float64Array {
    const columns = new Float64Array(this.columns.length);
    this.writeColumns(quantities, columns, 0);
    return columns;
  }

  /**
   * The matrix of `rows` users, from their features in catalogue order (NaN for never).
   * @param values where it is written, rows x columns
   */
  matrix(
    features: Float32Array | Float64Array,
    rows: number,
    values: Float64Array = new Float64Array(rows * this.columns.length),
  ): DenseMatrix {
    const quantities = new Float64Array(this.quantities.length);
    for (let i = 0; i < rows; i++) {
      const row = features.subarray(i * this.width, (i + 1) * this.width);
      this.writeColumns(this.writeValues(row, quantities), values, i * this.columns.length);
    }
    return { rows, columns: this.columns.length, values };
  }

  private writeValues(row: FeatureRow, values: Float64Array): Float64Array {
    const { quantities } = this;
    // Everybody is encoded by these two loops: arrays made by a callback took most of the time of scoring.
    for (let i = 0; i < quantities.length; i++) values[i] = quantities[i]!.value(row, NUMBERS);
    return values;
  }

  private writeColumns(quantities: Float64Array, into: Float64Array, at: number): void {
    const { columns } = this;
    for (let j = 0; j < columns.length; j++) {
      const { quantity, encode } = columns[j]!;
      into[at + j] = encode(quantities[quantity]!, NUMBERS);
    }
  }
}
