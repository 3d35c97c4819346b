import { recentDays } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureFamily } from '../dataset/feature.js';
import { featureReader } from './quantity.js';
import { logarithm } from './quantity-columns.js';
import type { Quantity } from './quantity.js';

const TRENDS: readonly { feature: string; family: FeatureFamily; name: string; several: string }[] = [
  { feature: 'freq_P', family: 'plays', name: 'plays', several: 'Plays' },
  { feature: 'freq_D', family: 'downloads', name: 'downloads', several: 'Downloads' },
  { feature: 'freq_S', family: 'searches', name: 'searches', several: 'Searches' },
  { feature: 'active_days', family: 'presence', name: 'active_days', several: 'Active days' },
];

/**
 * Whether there is more or less of something lately. Who did nothing counts as unchanged: that it was
 * nothing, recency says.
 */
export function trendQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const { featureDays } = catalogue;
  const recent = recentDays(featureDays);
  const read = featureReader(catalogue);
  const days = recent === 1 ? 'day' : `${recent} days`;
  return TRENDS.map(({ feature, family, name, several }) => ({
    name: `trend_of_${name}`,
    family,
    unit: 'ratio',
    meaning: `${several} a day in the last ${days}, over those a day in the last ${featureDays}`,
    value: read(`trend_${feature}_${recent}_of_${featureDays}`),
    columns: [logarithm(`trend_of_${name}`, 1)],
    fact: (ratio) =>
      Number.isNaN(ratio)
        ? `No ${name.replace('_', ' ')} in the last ${featureDays} days`
        : `${several} a day in the last ${days} are ${ratio.toFixed(1)} times those in the last ${featureDays} days`,
  }));
}
