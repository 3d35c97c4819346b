import { createHash } from 'node:crypto';

/** Columns of user_day that a feature may be made of. */
export type DailyColumn = 'plays' | 'downloads' | 'searches' | 'play_seconds' | 'full_plays';

/** How a feature follows from a user's days in the feature window. */
export type FeatureSource =
  /** Sum of a daily column over the last `days` days, the snapshot date included. */
  | { readonly how: 'sum'; readonly column: DailyColumn; readonly days: number }
  /** Days from the newest day with such an event to the snapshot date: 0 is the snapshot date itself. */
  | { readonly how: 'days_since'; readonly event: 'play' | 'download' | 'search' | 'event' }
  /** Device of the newest day. */
  | { readonly how: 'latest_device' };

/** One feature: what it is called and what a value of it says. */
export interface Feature {
  readonly name: string;
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

const SUMS: { prefix: string; column: DailyColumn; unit: 'events' | 'seconds'; what: string }[] = [
  { prefix: 'freq_P', column: 'plays', unit: 'events', what: 'Plays' },
  { prefix: 'freq_D', column: 'downloads', unit: 'events', what: 'Downloads' },
  { prefix: 'freq_S', column: 'searches', unit: 'events', what: 'Searches' },
  { prefix: 'play_seconds', column: 'play_seconds', unit: 'seconds', what: 'Seconds played' },
  {
    prefix: 'songs_fully_played',
    column: 'full_plays',
    unit: 'events',
    what: 'Plays of at least 80 % of a song',
  },
];

/** The catalogue for a feature window of `featureDays` days (30 by default): windows 1, 3, 7, 14 where shorter, and the whole. */
export function featureCatalogue(featureDays: number): FeatureCatalogue {
  const windows = [...STANDARD_WINDOWS.filter((days) => days < featureDays), featureDays];
  const features: Feature[] = [
    ...SUMS.flatMap(({ prefix, column, unit, what }) =>
      windows.map((days): Feature => ({
        name: `${prefix}_last_${days}`,
        unit,
        meaning: `${what} on the last ${days} days, the snapshot date included`,
        default: 0,
        never: null,
        source: { how: 'sum', column, days },
      })),
    ),
    ...(['play', 'download', 'search', 'event'] as const).map((event): Feature => ({
      name: `days_from_last_${event}`,
      unit: 'days',
      meaning: `Days from the newest ${event === 'event' ? 'event of any kind' : event} to the snapshot date; 0 is that date`,
      default: null,
      never: event === 'event' ? null : `null (no ${event} in the feature window), never a number of days`,
      source: { how: 'days_since', event },
    })),
    {
      name: 'device',
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
