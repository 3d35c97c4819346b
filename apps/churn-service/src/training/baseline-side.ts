import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { BaselineSide } from '../model-quality/baselines.js';
import { labelsOf } from './taken-rows.js';

/** What baselines know of users: those in `rows` of features and labels, or all of them. */
export function baselineSide(
  { features }: FeatureCatalogue,
  { values, labels }: { readonly values: Float64Array; readonly labels: Uint8Array },
  rows: ArrayLike<number> = Uint32Array.from(labels.keys()),
): BaselineSide {
  const column = (name: string) => {
    const at = features.findIndex((feature) => feature.name === name);
    const of = new Float64Array(rows.length);
    for (let i = 0; i < of.length; i++) of[i] = values[rows[i]! * features.length + at]!;
    return of;
  };
  return {
    daysSinceLastEvent: column('days_from_last_event'),
    labels: labelsOf({ labels }, rows),
  };
}
