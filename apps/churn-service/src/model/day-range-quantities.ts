import { amountWindows, historyWindows } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { ACTIVITIES, capital, familyOf } from '../dataset/feature.js';
import type { Activity } from '../dataset/feature.js';
import type { Formula } from './arithmetic.js';
import { featureReader } from './quantity.js';
import type { Quantity } from './quantity.js';
import { logarithm, plain } from './quantity-columns.js';
import { amountText, dayRangeText } from './quantity-words.js';

/**
 * Nested windows taken apart into ranges of days that do not overlap (plays 3 to 6 days ago: those of 7 days
 * less those of 3): weights of nested windows come with opposite signs, and "no play in 14 days lowers the
 * risk" is what they say then.
 */
export function dayRangeQuantities(catalogue: FeatureCatalogue): Quantity[] {
  return ACTIVITIES.flatMap((activity) =>
    dayRangesOf(catalogue, activity.prefix).map((range) => dayRangeQuantity(activity, range)),
  );
}

interface DayRange {
  readonly from: number;
  readonly to: number;
  readonly value: Formula;
}

/** Each window less the one within it. */
function dayRangesOf(catalogue: FeatureCatalogue, prefix: string): DayRange[] {
  const read = featureReader(catalogue);
  const windows = [...amountWindows(catalogue.featureDays), ...historyWindows(catalogue)];
  return windows.map((days, i) => {
    const whole = read(`${prefix}_last_${days}`);
    if (i === 0) return { from: 0, to: days - 1, value: whole };
    const nearer = read(`${prefix}_last_${windows[i - 1]!}`);
    return {
      from: windows[i - 1]!,
      to: days - 1,
      value: (row, by) => by.minus(whole(row, by), nearer(row, by)),
    };
  });
}

function dayRangeQuantity(activity: Activity, { from, to, value }: DayRange): Quantity {
  const { of, one, several } = activity;
  const name = `${of}_${from}_to_${to}_days_ago`;
  return {
    name,
    family: familyOf(activity),
    unit: 'count',
    meaning: `${capital(several)} ${dayRangeText(from, to)}`,
    value,
    columns: [of === 'active_days' ? plain(name) : logarithm(name)],
    fact: (count) => `${amountText(count, one, several)} ${dayRangeText(from, to)}`,
  };
}
