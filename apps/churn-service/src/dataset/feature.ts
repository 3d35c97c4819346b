/** Whole-number columns of user_day that are summed over days. */
export type DailyColumn =
  'plays' | 'downloads' | 'searches' | 'play_seconds' | 'full_plays' | 'distinct_songs';

/** What a feature is about; reasons are given by family, since what belongs to one family mostly moves together. */
export const FEATURE_FAMILIES = [
  'presence',
  'plays',
  'downloads',
  'searches',
  'listening',
  'device',
] as const;
export type FeatureFamily = (typeof FEATURE_FAMILIES)[number];

export const FEATURE_UNITS = [
  'events',
  'songs',
  'singers',
  'seconds',
  'days',
  'share',
  'ratio',
  'code',
] as const;

/** How a feature follows from a user's days in the feature window. */
type FeatureSource =
  /** Sum of a daily column over the last `days` days, the snapshot date included. */
  | { readonly how: 'sum'; readonly column: DailyColumn; readonly days: number }
  /** Different songs played on the last `days` days, estimated from the days' sketches. */
  | { readonly how: 'distinct_songs'; readonly of: 'play'; readonly days: number }
  /**
   * Different singers of the plays of the last `days` days, estimated from the days' sketches; unknown when a day with known songs
   * has none.
   */
  | { readonly how: 'distinct_singers'; readonly of: 'play'; readonly days: number }
  /** Number of days with an event of any kind among the last `days` days. */
  | { readonly how: 'active_days'; readonly days: number }
  /** Mean over the plays of the last `days` days of the share of the song that was heard, at most 1 each. */
  | { readonly how: 'completion'; readonly of: 'play'; readonly days: number }
  /** Amount a day in the last `days` days over the amount a day in the whole feature window. */
  | { readonly how: 'trend'; readonly of: TrendOf; readonly days: number }
  /** Days from the newest day with such an event to the snapshot date: 0 is the snapshot date itself. */
  | { readonly how: 'days_since'; readonly event: 'play' | 'download' | 'search' | 'event' }
  /** Days from the oldest day of the feature window with an event of any kind to the snapshot date. */
  | { readonly how: 'days_since_first' }
  /** Device of the newest day. */
  | { readonly how: 'latest_device' };

export type TrendOf = 'plays' | 'downloads' | 'searches' | 'active_days';

/** One feature: what it is called and what a value of it says. */
export interface Feature {
  readonly name: string;
  readonly family: FeatureFamily;
  readonly unit: (typeof FEATURE_UNITS)[number];
  readonly meaning: string;
  /** Value of a user of the population who did nothing of the kind; null where that is no number. */
  readonly default: number | null;
  /** How "never within the feature window" is kept apart from any number, or null where it cannot be. */
  readonly never: string | null;
  readonly source: FeatureSource;
}
