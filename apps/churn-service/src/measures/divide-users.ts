import type { ModelFact } from '#common/facts';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { featureReader } from '../model/quantity.js';
import type { Division } from './slices.js';

const DEVICES = ['another', 'ar', 'ip', 'mc', 'wp'];
/** First day of each band; the last one is open. */
const ACTIVE_DAYS = [1, 2, 4, 8, 15];
/** The longest of those within the history are used: features do not know how long before it a user came. */
const TENURE_DAYS = [7, 14, 28, 60, 90, 180, 365];
const TENURE_BANDS = 4;
const UNTIL_DAYS = [0, 4, 8, 15, 31];

/**
 * Users divided by device, by tenure (days since their first event in the history), by active days and by each
 * fact. `rows` of `values`, in their order.
 */
export function divideUsers(
  catalogue: FeatureCatalogue,
  values: Float64Array,
  rows: ArrayLike<number>,
): Division[] {
  const { features, featureDays, historyDays } = catalogue;
  const named = (name: string, nameOf: (value: number) => string) => {
    const read = featureReader(catalogue)(name);
    return Array.from(rows, (row) =>
      nameOf(read(values.subarray(row * features.length, (row + 1) * features.length))),
    );
  };
  const tenure = [0, ...TENURE_DAYS.filter((days) => days < historyDays).slice(-TENURE_BANDS)];
  return [
    { by: 'device', values: named('device', (code) => DEVICES[code] ?? DEVICES[0]!) },
    {
      by: 'active days',
      values: named(`active_days_last_${featureDays}`, (days) => rangeOfDays(days, ACTIVE_DAYS)),
    },
    {
      by: 'tenure',
      values: named('days_from_first_event', (days) => rangeOfDays(days, tenure)),
    },
    ...(catalogue.facts ?? []).map((fact) => ({
      by: fact.label,
      values: named(`fact_${fact.name}`, (value) => partOf(fact, value)),
    })),
  ];
}

/** In parts of a size that says something. Numbers are rounded to one digit: 10, 20, ... 100, 200, ... */
function partOf({ type, categories }: ModelFact, value: number): string {
  if (Number.isNaN(value)) return 'not known';
  if (type === 'text') return value === 0 ? 'another' : categories[value - 1]!;
  if (type === 'boolean') return value === 1 ? 'yes' : 'no';
  if (type === 'number') return `about ${Number(value.toPrecision(1))}`;
  return value < 0 ? 'passed' : `in ${rangeOfDays(value, UNTIL_DAYS)}`;
}

function rangeOfDays(days: number, starts: readonly number[]): string {
  const at = starts.findLastIndex((start) => days >= start);
  const [from, next] = [starts[Math.max(0, at)]!, starts[Math.max(0, at) + 1]];
  if (next === undefined) return `${from} days or more`;
  if (next - from === 1) return from === 1 ? '1 day' : `${from} days`;
  return `${from} to ${next - 1} days`;
}
