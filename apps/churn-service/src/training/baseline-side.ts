import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import type { BaselineSide } from '../model-quality/baselines.js';
import { featureReader } from '../model/quantity.js';
import { labelsOf } from './rows.js';

interface LabelledRows {
  /** Whose absence is churn: the rule knows the days since the newest event of these. */
  readonly activityKinds: readonly EventKind[];
  readonly values: Float64Array;
  readonly labels: Uint8Array;
}

/** What baselines know of users: those in `rows` of features and labels, or all of them. */
export function baselineSide(
  catalogue: FeatureCatalogue,
  { activityKinds, values, labels }: LabelledRows,
  rows: ArrayLike<number> = Uint32Array.from(labels.keys()),
): BaselineSide {
  const { features, featureDays } = catalogue;
  const kinds = activityKinds.length === EVENT_KINDS.length ? ['event'] : activityKinds;
  const readers = kinds.map((kind) => featureReader(catalogue)(`days_from_last_${kind}`));
  const daysSinceLastEvent = new Float64Array(rows.length);
  for (let i = 0; i < daysSinceLastEvent.length; i++) {
    const row = values.subarray(rows[i]! * features.length, (rows[i]! + 1) * features.length);
    // Never in the feature window is longer ago than all of it.
    daysSinceLastEvent[i] = Math.min(
      ...readers.map((read) => {
        const days = read(row);
        return Number.isNaN(days) ? featureDays : days;
      }),
    );
  }
  return { daysSinceLastEvent, labels: labelsOf({ labels }, rows) };
}
