import type { Feature, HistoryOf } from './feature.js';

const ONE_ACTIVE_DAY = 'null (one active day alone has no gap), never a number of days';
const HISTORY: {
  name: string;
  how: HistoryOf;
  meaning: string;
  never: string | null;
  default: number | null;
}[] = [
  {
    name: 'days_from_first_event',
    how: 'days_since_first',
    meaning: 'Days from the oldest event of any kind to the snapshot date',
    never: null,
    default: null,
  },
  {
    name: 'mean_gap',
    how: 'mean_gap',
    meaning: 'Mean number of days from one active day to the next',
    never: ONE_ACTIVE_DAY,
    default: null,
  },
  {
    name: 'active_weeks',
    how: 'active_weeks',
    meaning: 'Weeks, counted back from the snapshot date, with an event of any kind',
    never: null,
    default: 0,
  },
  {
    name: 'weekend_days',
    how: 'weekend_days',
    meaning: 'Saturdays and Sundays with an event of any kind',
    never: null,
    default: 0,
  },
];

/**
 * Of the same number of days for every snapshot that a model learns from or scores: else one habit would look
 * different.
 */
export function historyFeatures(days: number): Feature[] {
  return HISTORY.map(({ name, how, meaning, ...rest }) => ({
    name,
    family: 'presence',
    unit: 'days',
    meaning: `${meaning}, of the last ${days} days`,
    ...rest,
    days,
    kind: null,
    source: { how },
  }));
}
