import { createHash } from 'node:crypto';

/** Columns of user_day that a feature may be made of. */
type DailyColumn = 'plays' | 'downloads' | 'searches' | 'play_seconds' | 'full_plays';

/** What a feature is about; reasons are given by family, since features of one family mostly move together. */
export type FeatureFamily = 'presence' | 'plays' | 'downloads' | 'searches' | 'listening' | 'device';

/** How a feature follows from a user's days in the feature window. */
type FeatureSource =
  /** Sum of a daily column over the last `days` days, the snapshot date included. */
  | { readonly how: 'sum'; readonly column: DailyColumn; readonly days: number }
  /** Number of days with an event of any kind among the last `days` days. */
  | { readonly how: 'active_days'; readonly days: number }
  /** Days from the newest day with such an event to the snapshot date: 0 is the snapshot date itself. */
  | { readonly how: 'days_since'; readonly event: 'play' | 'download' | 'search' | 'event' }
  /** Device of the newest day. */
  | { readonly how: 'latest_device' };

/** One feature: what it is called and what a value of it says. */
export interface Feature {
  readonly name: string;
  readonly family: FeatureFamily;
  readonly unit: 'events' | 'seconds' | 'days' | 'code';
  readonly meaning: string;
  /** Value of a user of the population who did nothing of the kind; null where that is no number. */
  readonly default: number | null;
  /** How "never within the feature window" is kept apart from any number, or null where it cannot be. */
  readonly never: string | null;
  readonly source: FeatureSource;
}

/** All features of one feature window, in the order in which every table and model has them. */
export interface FeatureCatalogue {
  readonly featureDays: number;
  readonly features: readonly Feature[];
  /** SHA-256 over all definitions: a model made from other definitions has another one. */
  readonly hash: string;
}

const STANDARD_WINDOWS = [1, 3, 7, 14];

const SUMS: {
  prefix: string;
  column: DailyColumn;
  family: FeatureFamily;
  unit: 'events' | 'seconds';
  what: string;
}[] = [
  { prefix: 'freq_P', column: 'plays', family: 'plays', unit: 'events', what: 'Plays' },
  { prefix: 'freq_D', column: 'downloads', family: 'downloads', unit: 'events', what: 'Downloads' },
  { prefix: 'freq_S', column: 'searches', family: 'searches', unit: 'events', what: 'Searches' },
  {
    prefix: 'play_seconds',
    column: 'play_seconds',
    family: 'listening',
    unit: 'seconds',
    what: 'Seconds played',
  },
  {
    prefix: 'songs_fully_played',
    column: 'full_plays',
    family: 'listening',
    unit: 'events',
    what: 'Plays of at least 80 % of a song',
  },
];

// Nine events in ten are plays, so the newest play says when a user was last there, not how much they play.
const RECENCIES: { event: 'play' | 'download' | 'search' | 'event'; family: FeatureFamily }[] = [
  { event: 'play', family: 'presence' },
  { event: 'download', family: 'downloads' },
  { event: 'search', family: 'searches' },
  { event: 'event', family: 'presence' },
];

/** Lengths of the windows that amounts are counted in: 1, 3, 7, 14 where shorter than the feature window, and the whole. */
export function amountWindows(featureDays: number): number[] {
  return [...STANDARD_WINDOWS.filter((days) => days < featureDays), featureDays];
}

/** The catalogue for a feature window of `featureDays` days (30 by default). */
export function featureCatalogue(featureDays: number): FeatureCatalogue {
  const windows = amountWindows(featureDays);
  const within = (days: number) =>
    days === 1 ? 'on the snapshot date' : `on the last ${days} days, the snapshot date included`;
  const features: Feature[] = [
    ...SUMS.flatMap(({ prefix, column, family, unit, what }) =>
      windows.map((days): Feature => ({
        name: `${prefix}_last_${days}`,
        family,
        unit,
        meaning: `${what} ${within(days)}`,
        default: 0,
        never: null,
        source: { how: 'sum', column, days },
      })),
    ),
    ...windows.map((days): Feature => ({
      name: `active_days_last_${days}`,
      family: 'presence',
      unit: 'days',
      meaning: `Days with an event of any kind ${within(days)}`,
      default: 0,
      never: null,
      source: { how: 'active_days', days },
    })),
    ...RECENCIES.map(({ event, family }): Feature => ({
      name: `days_from_last_${event}`,
      family,
      unit: 'days',
      meaning: `Days from the newest ${event === 'event' ? 'event of any kind' : event} to the snapshot date; 0 is that date`,
      default: null,
      never: event === 'event' ? null : `null (no ${event} in the feature window), never a number of days`,
      source: { how: 'days_since', event },
    })),
    {
      name: 'device',
      family: 'device',
      unit: 'code',
      meaning: 'Device on the newest day: 1 ar, 2 ip, 3 mc, 4 wp, 0 anything else',
      default: 0,
      never: null,
      source: { how: 'latest_device' },
    },
  ];
  const hash = createHash('sha256').update(JSON.stringify({ featureDays, features })).digest('hex');
  return { featureDays, features, hash };
}
