import { createHash } from 'node:crypto';
import type { DailyColumn, Feature, FeatureFamily, TrendOf } from './feature.js';

/**
 * Counts the changes of the definitions: 2 added completion, songs of each day, first event and trends; 3 the different songs of
 * a whole window; 4 the different singers.
 */
export const CATALOGUE_EDITION = 4;

/** All features of one feature window, in the order in which every table and model has them. */
export interface FeatureCatalogue {
  readonly featureDays: number;
  readonly features: readonly Feature[];
  /** SHA-256 over all definitions: a model made from other definitions has another one. */
  readonly hash: string;
}

const STANDARD_WINDOWS = [1, 3, 7, 14];
/** What a trend and a completion of late look at: a week evens out weekends. */
const WEEK = 7;

const SUMS: {
  prefix: string;
  column: DailyColumn;
  family: FeatureFamily;
  unit: 'events' | 'seconds' | 'songs';
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
  {
    prefix: 'song_days',
    column: 'distinct_songs',
    family: 'listening',
    unit: 'songs',
    what: 'Different songs of each day, added up (a song heard on two days counts twice),',
  },
];

// Nine events in ten are plays, so the newest play says when a user was last there, not how much they play.
const RECENCIES: { event: 'play' | 'download' | 'search' | 'event'; family: FeatureFamily }[] = [
  { event: 'play', family: 'presence' },
  { event: 'download', family: 'downloads' },
  { event: 'search', family: 'searches' },
  { event: 'event', family: 'presence' },
];

const TRENDS: { name: string; of: TrendOf; family: FeatureFamily; what: string; nothing: string }[] = [
  { name: 'freq_P', of: 'plays', family: 'plays', what: 'Plays', nothing: 'no play' },
  { name: 'freq_D', of: 'downloads', family: 'downloads', what: 'Downloads', nothing: 'no download' },
  { name: 'freq_S', of: 'searches', family: 'searches', what: 'Searches', nothing: 'no search' },
  { name: 'active_days', of: 'active_days', family: 'presence', what: 'Active days', nothing: '' },
];

/** Lengths of the windows that amounts are counted in: 1, 3, 7, 14 where shorter than the feature window, and the whole. */
export function amountWindows(featureDays: number): number[] {
  return [...STANDARD_WINDOWS.filter((days) => days < featureDays), featureDays];
}

/** Length of the window that is compared with the whole: a week where the feature window is longer, else the longest below it. */
export function recentDays(featureDays: number): number {
  return Math.max(...STANDARD_WINDOWS.filter((days) => days < featureDays && days <= WEEK));
}

/** The catalogue for a feature window of `featureDays` days (30 by default), at least 2. */
export function featureCatalogue(featureDays: number): FeatureCatalogue {
  const windows = amountWindows(featureDays);
  const features: Feature[] = [
    ...SUMS.flatMap((sum) => windows.map((days) => sumFeature(sum, days))),
    ...[recentDays(featureDays), featureDays].map(distinctSongs),
    ...[recentDays(featureDays), featureDays].map(distinctSingers),
    ...windows.map(activeDays),
    ...[recentDays(featureDays), featureDays].map(completion),
    ...RECENCIES.map(recency),
    firstEvent(),
    ...TRENDS.map((trend) => trendFeature(trend, recentDays(featureDays), featureDays)),
    device(),
  ];
  const hash = createHash('sha256').update(JSON.stringify({ featureDays, features })).digest('hex');
  return { featureDays, features, hash };
}

function within(days: number): string {
  return days === 1 ? 'on the snapshot date' : `on the last ${days} days, the snapshot date included`;
}

function sumFeature({ prefix, column, family, unit, what }: (typeof SUMS)[number], days: number): Feature {
  return {
    name: `${prefix}_last_${days}`,
    family,
    unit,
    meaning: `${what} ${within(days)}`,
    default: 0,
    never: null,
    source: { how: 'sum', column, days },
  };
}

function distinctSongs(days: number): Feature {
  return {
    name: `distinct_songs_last_${days}`,
    family: 'listening',
    unit: 'songs',
    meaning: `Different songs played ${within(days)}, a song heard on two days counted once; an estimate`,
    default: 0,
    never: null,
    source: { how: 'distinct_songs', of: 'play', days },
  };
}

function distinctSingers(days: number): Feature {
  return {
    name: `distinct_singers_last_${days}`,
    family: 'listening',
    unit: 'singers',
    meaning: `Different singers, as the logs spell them, of the plays ${within(days)}; an estimate, null where the singers of a day with songs are not known`,
    default: 0,
    never: null,
    source: { how: 'distinct_singers', of: 'play', days },
  };
}

function activeDays(days: number): Feature {
  return {
    name: `active_days_last_${days}`,
    family: 'presence',
    unit: 'days',
    meaning: `Days with an event of any kind ${within(days)}`,
    default: 0,
    never: null,
    source: { how: 'active_days', days },
  };
}

function completion(days: number): Feature {
  return {
    name: `mean_completion_last_${days}`,
    family: 'listening',
    unit: 'share',
    meaning: `Mean share of the song that was heard, at most 1 a play, over plays of known length ${within(days)}`,
    default: null,
    never: 'null (no play of known length in the window), never a share',
    source: { how: 'completion', of: 'play', days },
  };
}

function recency({ event, family }: (typeof RECENCIES)[number]): Feature {
  const what = event === 'event' ? 'event of any kind' : event;
  return {
    name: `days_from_last_${event}`,
    family,
    unit: 'days',
    meaning: `Days from the newest ${what} to the snapshot date; 0 is that date`,
    default: null,
    never: event === 'event' ? null : `null (no ${event} in the feature window), never a number of days`,
    source: { how: 'days_since', event },
  };
}

/**
 * Within the feature window, not since ever: how much older history is loaded differs between the day a model learns from
 * and the day it scores, and would make the same behaviour look different.
 */
function firstEvent(): Feature {
  return {
    name: 'days_from_first_event',
    family: 'presence',
    unit: 'days',
    meaning: 'Days from the oldest event of any kind in the feature window to the snapshot date',
    default: null,
    never: null,
    source: { how: 'days_since_first' },
  };
}

function trendFeature(
  { name, of, family, what, nothing }: (typeof TRENDS)[number],
  days: number,
  featureDays: number,
): Feature {
  return {
    name: `trend_${name}_${days}_of_${featureDays}`,
    family,
    unit: 'ratio',
    meaning: `${what} a day ${within(days)}, over those a day in the whole feature window: 1 is no change`,
    default: null,
    never: nothing === '' ? null : `null (${nothing} in the feature window), never a ratio`,
    source: { how: 'trend', of, days },
  };
}

function device(): Feature {
  return {
    name: 'device',
    family: 'device',
    unit: 'code',
    meaning: 'Device on the newest day: 1 ar, 2 ip, 3 mc, 4 wp, 0 anything else',
    default: 0,
    never: null,
    source: { how: 'latest_device' },
  };
}
