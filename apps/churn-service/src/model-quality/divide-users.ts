import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { Division } from './slices.js';

const DEVICES = ['another', 'ar', 'ip', 'mc', 'wp'];
/** First day of each band; the last one is open. */
const ACTIVE_DAYS = [1, 2, 4, 8, 15];
const TENURE_DAYS = [0, 7, 14, 21, 28];

/**
 * Users divided by device, by tenure (days since their first event in the feature window) and by active days.
 * `rows` of `values`, in their order.
 */
export function divideUsers(
  { features, featureDays }: FeatureCatalogue,
  values: Float64Array,
  rows: ArrayLike<number>,
): Division[] {
  const columnOf = (name: string) => features.findIndex((feature) => feature.name === name);
  const named = (column: number, nameOf: (value: number) => string) =>
    Array.from(rows, (row) => nameOf(values[row * features.length + column]!));
  return [
    { by: 'device', values: named(columnOf('device'), (code) => DEVICES[code] ?? DEVICES[0]!) },
    {
      by: 'active days',
      values: named(columnOf(`active_days_last_${featureDays}`), (days) => rangeOfDays(days, ACTIVE_DAYS)),
    },
    {
      by: 'tenure',
      values: named(columnOf('days_from_first_event'), (days) => rangeOfDays(days, TENURE_DAYS)),
    },
  ];
}

function rangeOfDays(days: number, starts: readonly number[]): string {
  const at = starts.findLastIndex((start) => days >= start);
  const [from, next] = [starts[Math.max(0, at)]!, starts[Math.max(0, at) + 1]];
  if (next === undefined) return `${from} days or more`;
  if (next - from === 1) return from === 1 ? '1 day' : `${from} days`;
  return `${from} to ${next - 1} days`;
}
