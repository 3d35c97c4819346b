import type { EventKind } from '../event-kinds.js';

/** Whole-number columns of user_day that are summed over days, and the kind of log that they are counted in. */
export const DAILY_COLUMNS = {
  plays: 'play',
  downloads: 'download',
  searches: 'search',
  play_seconds: 'play',
  full_plays: 'play',
  distinct_songs: 'play',
} as const satisfies Record<string, EventKind>;
export type DailyColumn = keyof typeof DAILY_COLUMNS;

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

/** How a feature follows from a user's days among the last `days` of the feature. */
type FeatureSource =
  /** Sum of a daily column. */
  | { readonly how: 'sum'; readonly column: DailyColumn }
  /** Different songs played, estimated from the days' sketches. */
  | { readonly how: 'distinct_songs' }
  /**
   * Different singers of the plays, estimated from the days' sketches; unknown when a day with known songs
   * has none.
   */
  | { readonly how: 'distinct_singers' }
  /** Number of days with an event of any kind. */
  | { readonly how: 'active_days' }
  /** Mean over the plays of the share of the song that was heard, at most 1 each. */
  | { readonly how: 'completion' }
  /** Share of the plays whose time of day is known that were at night. */
  | { readonly how: 'night_share' }
  /** Amount a day in the last `recent` days over the amount a day in all of them. */
  | { readonly how: 'trend'; readonly of: TrendOf; readonly recent: number }
  /** Days from the newest day with such an event to the snapshot date: 0 is the snapshot date itself. */
  | { readonly how: 'days_since'; readonly event: EventKind | 'event' }
  /** Device of the newest day. */
  | { readonly how: 'latest_device' }
  | { readonly how: HistoryOf };

/** What is known of the active days of a user's whole history. */
export const HISTORY_OF = [
  /** Days from the oldest one to the snapshot date. */
  'days_since_first',
  /** Mean of the days from one to the next; null with one active day. */
  'mean_gap',
  /** Into how many weeks, counted back from the snapshot date, they fall. */
  'active_weeks',
  /** How many of them were a Saturday or a Sunday. */
  'weekend_days',
] as const;
export type HistoryOf = (typeof HISTORY_OF)[number];

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
  /** How many days it looks at, the last one the snapshot date. */
  readonly days: number;
  /** Kind of log it is counted in; null: all. */
  readonly kind: EventKind | null;
  readonly source: FeatureSource;
}
