import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';

/** A user's features in catalogue order, NaN for never. */
export type FeatureRow = ArrayLike<number>;

/** Reads features by their names. @throws RangeError when the catalogue has none of a name */
export function featureReader({ features }: FeatureCatalogue): (name: string) => (row: FeatureRow) => number {
  return (name) => {
    const at = features.findIndex((feature) => feature.name === name);
    if (at === -1) throw new RangeError(`The feature catalogue has no ${name}.`);
    return (row) => row[at]!;
  };
}
