import type { Feature } from '../dataset/feature.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';

/**
 * A middle value of each feature among `rows` users, to compare one user with: of amounts, which are heavy-tailed,
 * exp(mean(log(1 + x))) - 1 over those that are known; of days the mean, never counting as the length of the feature window; of shares and ratios
 * the mean of those who have one; null for a code, or where nobody has a value.
 */
export function typicalValues(
  catalogue: FeatureCatalogue,
  values: Float64Array,
  rows: ArrayLike<number>,
): (number | null)[] {
  const width = catalogue.features.length;
  return catalogue.features.map((feature, j) => {
    const { into, back } = scaleOf(feature, catalogue.featureDays);
    if (feature.unit === 'code') return null;
    let sum = 0;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = into(values[rows[i]! * width + j]!);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return count === 0 ? null : back(sum / count);
  });
}

const AMOUNTS: ReadonlySet<string> = new Set(['sum', 'distinct_songs', 'distinct_singers']);

function scaleOf({ source }: Feature, featureDays: number) {
  const same = (value: number) => value;
  if (AMOUNTS.has(source.how)) return { into: Math.log1p, back: Math.expm1 };
  if (source.how === 'days_since')
    return { into: (value: number) => (Number.isNaN(value) ? featureDays : value), back: same };
  return { into: same, back: same };
}
