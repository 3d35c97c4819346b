import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { BaselineSide } from '../metrics/baselines.js';

/** What baselines know of users: those in `rows` of features and labels, or all of them. */
export function baselineSide(
  { features, featureDays }: FeatureCatalogue,
  { values, labels }: { readonly values: Float64Array; readonly labels: Uint8Array },
  rows: ArrayLike<number> = Uint32Array.from(labels.keys()),
): BaselineSide {
  const column = (name: string) => {
    const at = features.findIndex((feature) => feature.name === name);
    return Float64Array.from(rows, (row) => values[row * features.length + at]!);
  };
  return {
    daysSinceLastEvent: column('days_from_last_event'),
    activeDays: column(`active_days_last_${featureDays}`),
    labels: Uint8Array.from(rows, (row) => labels[row]!),
  };
}
