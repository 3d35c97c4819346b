import { recentDays } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { ACTIVITIES, capital, familyOf } from '../dataset/feature.js';
import { featureReader } from './quantity.js';
import { logarithm } from './quantity-columns.js';
import type { Quantity } from './quantity.js';

/**
 * Whether there is more or less of something lately. Who did nothing counts as unchanged: that it was
 * nothing, recency says; so does everybody where no late day is complete.
 */
export function trendQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const { featureDays } = catalogue;
  const recent = recentDays(featureDays);
  const read = featureReader(catalogue);
  const days = recent === 1 ? 'day' : `${recent} days`;
  return ACTIVITIES.map((activity) => {
    const { prefix, of, several } = activity;
    return {
      name: `trend_of_${of}`,
      family: familyOf(activity),
      unit: 'ratio',
      meaning: `${capital(several)} a complete day in the last ${days}, over those in the last ${featureDays}`,
      value: read(`trend_${prefix}_${recent}_of_${featureDays}`),
      columns: [logarithm(`trend_of_${of}`, 1)],
      fact: (ratio) =>
        Number.isNaN(ratio)
          ? `${capital(several)} in the last ${days} cannot be compared with those in the last ${featureDays} days`
          : `${capital(several)} a day in the last ${days} are ${ratio.toFixed(1)} times those in the last ${featureDays} days`,
    };
  });
}
