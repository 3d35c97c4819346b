import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureFamily } from '../dataset/feature.js';
import type { Arithmetic, Formula } from './arithmetic.js';

/** One column of a model's matrix, as a function of its quantity alone. */
export interface QuantityColumn {
  readonly name: string;
  /** The quantity is unknown (NaN) where it never happened, too. */
  readonly encode: <T>(value: T, by: Arithmetic<T>) => T;
}

/** How a quantity's middle value is taken, and how it is written. */
export type QuantityUnit = 'count' | 'days' | 'seconds' | 'share' | 'ratio' | 'code';

/**
 * What a model reads of a user: one number that can be said in words, made of one or more features, and the
 * columns that are made of nothing else. What a column adds to a score is therefore said of the number that
 * moved it.
 */
export interface Quantity {
  readonly name: string;
  readonly family: FeatureFamily;
  /** What reasons are given by, where that is less than the family. */
  readonly about?: string;
  readonly unit: QuantityUnit;
  /** What the number is, for people who read a report. */
  readonly meaning: string;
  /** NaN where it is unknown or never happened. */
  readonly value: Formula;
  readonly columns: readonly QuantityColumn[];
  /** Value that counts in the middle for "never"; without it those who have none are left out. */
  readonly never?: number;
  /** The value in a sentence about one user, without a full stop. */
  readonly fact: (value: number) => string;
}

/** A user's features in catalogue order, NaN for never. */
export type FeatureRow = ArrayLike<number>;

/** Reads features by their names. @throws RangeError when the catalogue has none of a name */
export function featureReader({
  features,
}: FeatureCatalogue): (name: string) => <T>(row: ArrayLike<T>, by?: Arithmetic<T>) => T {
  return (name) => {
    const at = features.findIndex((feature) => feature.name === name);
    if (at === -1) throw new RangeError(`The feature catalogue has no ${name}.`);
    return (row) => row[at]!;
  };
}
