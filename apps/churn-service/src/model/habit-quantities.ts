import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { featureReader } from './quantity.js';
import { logarithm, missing, plain } from './quantity-columns.js';
import { daysAgoText, daysText, percentText } from './quantity-words.js';
import type { Quantity } from './quantity.js';

/** How a user has come over the whole history: since when, how regularly, on which days. */
export function habitQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const { historyDays } = catalogue;
  const read = featureReader(catalogue);
  const firstEvent = read('days_from_first_event');
  const lastEvent = read('days_from_last_event');
  const activeDays = read(`active_days_last_${historyDays}`);
  const countedDays = read('counted_active_days');
  const weekendDays = read('weekend_days');
  const meanGap = read('mean_gap');
  const activeWeeks = read('active_weeks');
  const family = 'presence';
  const oneDay = 'Only one active day, so no gap between two';
  return [
    {
      name: 'days_from_first_event',
      family,
      unit: 'days',
      meaning: `Days from the first event of the last ${historyDays} days to the snapshot date`,
      value: firstEvent,
      columns: [logarithm('days_from_first_event')],
      fact: (days) => `First event ${daysAgoText(days)}`,
    },
    {
      name: 'active_share',
      family,
      unit: 'share',
      meaning: `Share of active days among the complete ones since the first event, last ${historyDays} days`,
      value: (row, by) => by.over(countedDays(row, by), by.plus(firstEvent(row, by), by.constant(1))),
      columns: [plain('active_share')],
      fact: (share) => `Active on ${percentText(Math.min(1, share))} of the days since the first event`,
    },
    {
      name: 'mean_gap',
      family,
      unit: 'days',
      meaning: `Days from one active day to the next on average, last ${historyDays} days`,
      value: meanGap,
      columns: [logarithm('mean_gap', historyDays), missing('mean_gap')],
      fact: (days) =>
        Number.isNaN(days) ? oneDay : `${daysText(round(days))} from one visit to the next on average`,
    },
    {
      name: 'active_weeks_share',
      family,
      unit: 'share',
      meaning: `Share of weeks with an active day since the first event, last ${historyDays} days`,
      value: (row, by) => {
        const weeks = by.floor(by.over(firstEvent(row, by), by.constant(7)));
        return by.over(activeWeeks(row, by), by.plus(weeks, by.constant(1)));
      },
      columns: [plain('active_weeks_share')],
      fact: (share) => `Active in ${percentText(Math.min(1, share))} of the weeks since the first event`,
    },
    {
      name: 'silence_in_gaps',
      family,
      unit: 'ratio',
      meaning: 'Days since the last event, in mean gaps between active days',
      value: (row, by) => by.over(lastEvent(row, by), by.atLeast(meanGap(row, by), 1)),
      columns: [logarithm('silence_in_gaps', 0)],
      fact: (gaps) =>
        Number.isNaN(gaps) ? oneDay : `Silent for ${gaps.toFixed(1)} times the usual gap between visits`,
    },
    {
      name: 'weekend_share',
      family,
      unit: 'share',
      meaning: `Share of Saturdays and Sundays among the active days of the last ${historyDays} days`,
      value: (row, by) => by.over(weekendDays(row, by), by.atLeast(activeDays(row, by), 1)),
      columns: [plain('weekend_share')],
      fact: (share) => `${percentText(share)} of the active days were at a weekend`,
    },
  ];
}

function round(days: number): number {
  return Math.round(10 * days) / 10;
}
