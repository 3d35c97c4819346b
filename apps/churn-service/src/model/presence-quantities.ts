import type { EventKind } from '../event-kinds.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureFamily } from '../dataset/feature.js';
import { featureReader } from './quantity.js';
import { habitQuantities } from './habit-quantities.js';
import { logarithm, missing, plain } from './quantity-columns.js';
import { daysAgoText } from './quantity-words.js';
import type { Quantity } from './quantity.js';

/**
 * When a user was last there, and how they come. The visits missed since (days since the last event, times
 * the share of active days) separate a daily listener's week of silence from a weekly listener's.
 */
export function presenceQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const { featureDays } = catalogue;
  const read = featureReader(catalogue);
  const lastEvent = read('days_from_last_event');
  const activeDays = read(`active_days_last_${featureDays}`);
  const knownDays = read(`known_days_last_${featureDays}`);
  return [
    recency(catalogue, { event: 'event', family: 'presence' }),
    {
      name: 'missed_visits',
      family: 'presence',
      unit: 'ratio',
      meaning: 'Active days to be expected since the last event, going by the share of active days',
      value: (row, by) =>
        by.over(by.times(lastEvent(row, by), activeDays(row, by)), by.atLeast(knownDays(row, by), 1)),
      columns: [plain('missed_visits'), logarithm('missed_visits')],
      fact: (visits) => `By their own pace, ${visits.toFixed(1)} visits missed since the last event`,
    },
    recency(catalogue, { event: 'play', family: 'presence' }),
    recency(catalogue, { event: 'download', family: 'downloads' }),
    recency(catalogue, { event: 'search', family: 'searches' }),
    recency(catalogue, { event: 'feedback', family: 'feedback' }),
    ...habitQuantities(catalogue),
  ];
}

function recency(
  catalogue: FeatureCatalogue,
  { event, family }: { event: EventKind | 'event'; family: FeatureFamily },
): Quantity {
  const { featureDays } = catalogue;
  const name = `days_from_last_${event}`;
  const columns = [logarithm(name, featureDays)];
  // Plays and events are what nearly every user has: days matter there, next to their logarithm.
  if (family === 'presence') columns.unshift(plain(name, featureDays));
  return {
    name,
    family,
    unit: 'days',
    meaning: `Days from the last ${event === 'event' ? 'event of any kind' : event} to the snapshot date`,
    value: featureReader(catalogue)(name),
    columns: event === 'event' ? columns : [...columns, missing(name, 'never')],
    never: featureDays,
    fact: (days) =>
      Number.isNaN(days)
        ? `No ${event} in the last ${featureDays} days`
        : `Last ${event} ${daysAgoText(days)}`,
  };
}
