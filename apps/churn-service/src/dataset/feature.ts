import type { ModelFact } from '#common/facts';
import type { EventKind } from '../event-kinds.js';

/** Whole-number columns of user_day that are summed over days. */
type DailyColumn =
  'plays' | 'downloads' | 'searches' | 'feedback' | 'play_seconds' | 'full_plays' | 'distinct_songs';

/** What a feature is about; reasons are given by family, since what belongs to one family mostly moves together. */
export const FEATURE_FAMILIES = [
  'presence',
  'plays',
  'downloads',
  'searches',
  'feedback',
  'listening',
  'device',
  'facts',
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
  'number',
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
  /** Number of days of which it is known whether there was an event of the user. */
  | { readonly how: 'known_days' }
  /** Mean over the plays of the share of the song that was heard, at most 1 each. */
  | { readonly how: 'completion' }
  /** Share of the plays whose time of day is known that were at night. */
  | { readonly how: 'night_share' }
  /** Amount a complete day in the last `recent` days over the amount a complete day in all of them. */
  | { readonly how: 'trend'; readonly of: TrendOf; readonly recent: number }
  /** Days from the newest day with such an event to the snapshot date: 0 is the snapshot date itself. */
  | { readonly how: 'days_since'; readonly event: EventKind | 'event' }
  /** Device of the newest day. */
  | { readonly how: 'latest_device' }
  | { readonly how: HistoryOf }
  /** Value of a fact on the snapshot date, and how often it changed lately. */
  | { readonly how: 'fact' | 'fact_changes'; readonly fact: ModelFact };

/**
 * What is known of the active days of a user's history: as many days at every snapshot date, but for those that
 * lie before the logs.
 */
export const HISTORY = [
  {
    name: 'days_from_first_event',
    how: 'days_since_first',
    meaning: 'Days from the oldest event of any kind to the snapshot date, incomplete days not counted',
    default: null,
    never: null,
  },
  {
    name: 'mean_gap',
    how: 'mean_gap',
    meaning: 'Mean number of days from one active day to the next, incomplete days not counted',
    default: null,
    never: 'null (one active day alone has no gap), never a number of days',
  },
  {
    name: 'counted_active_days',
    how: 'counted_active_days',
    meaning: 'Complete days with an event of any kind, and the day of the oldest event',
    default: 0,
    never: null,
  },
  {
    name: 'active_weeks',
    how: 'active_weeks',
    meaning: 'Weeks of seven complete days, counted back from the snapshot date, with an event of any kind',
    default: 0,
    never: null,
  },
  {
    name: 'weekend_days',
    how: 'weekend_days',
    meaning: 'Saturdays and Sundays with an event of any kind',
    default: 0,
    never: null,
  },
] as const;
export type HistoryOf = (typeof HISTORY)[number]['how'];

export type TrendOf = 'plays' | 'downloads' | 'searches' | 'feedback' | 'active_days';

/** What is counted in all windows, and compared between late days and the whole feature window. */
export const ACTIVITIES = [
  { prefix: 'freq_P', of: 'plays', kind: 'play', one: 'play', several: 'plays' },
  { prefix: 'freq_D', of: 'downloads', kind: 'download', one: 'download', several: 'downloads' },
  { prefix: 'freq_S', of: 'searches', kind: 'search', one: 'search', several: 'searches' },
  { prefix: 'freq_F', of: 'feedback', kind: 'feedback', one: 'like or other feedback', several: 'feedback' },
  { prefix: 'active_days', of: 'active_days', kind: null, one: 'active day', several: 'active days' },
] as const;
export type Activity = (typeof ACTIVITIES)[number];

export function familyOf({ of }: Activity): FeatureFamily {
  return of === 'active_days' ? 'presence' : of;
}

/** 'Plays' of 'plays'. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

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
  /** Least and largest value, where the unit does not say them. */
  readonly range?: readonly [number, number];
  /** How many days it looks at, the last one the snapshot date. */
  readonly days: number;
  /** Kind of log it is counted in; null: all. */
  readonly kind: EventKind | null;
  readonly source: FeatureSource;
}
