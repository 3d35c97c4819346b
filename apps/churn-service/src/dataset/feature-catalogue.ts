import { createHash } from 'node:crypto';
import { DAILY_COLUMNS } from './feature.js';
import type { EventKind } from '../event-kinds.js';
import type { DailyColumn, Feature, FeatureFamily, TrendOf } from './feature.js';
import { historyFeatures } from './history-features.js';
import type { FeatureLengths } from './windows.js';

/** All features of a feature window and a history, in the order in which every table and model has them. */
export interface FeatureCatalogue extends FeatureLengths {
  readonly features: readonly Feature[];
  /** SHA-256 over all definitions: a model made from other definitions has another one. */
  readonly hash: string;
}

const STANDARD_WINDOWS = [1, 3, 7, 14];
/** Beyond the feature window, where the history is longer. */
const LONG_WINDOWS = [60, 90];
/** What a trend and a completion of late look at: a week evens out weekends. */
const WEEK = 7;

interface Summed {
  readonly prefix: string;
  readonly column: DailyColumn;
  readonly family: FeatureFamily;
  readonly unit: Feature['unit'];
  readonly what: string;
}

/** In all windows. */
const COUNTS: readonly Summed[] = [
  { prefix: 'freq_P', column: 'plays', family: 'plays', unit: 'events', what: 'Plays' },
  { prefix: 'freq_D', column: 'downloads', family: 'downloads', unit: 'events', what: 'Downloads' },
  { prefix: 'freq_S', column: 'searches', family: 'searches', unit: 'events', what: 'Searches' },
];

/** In the whole feature window. */
const AMOUNTS: readonly Summed[] = [
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

/** In a week and in the whole feature window. */
const SONG_DAYS: Summed = {
  prefix: 'song_days',
  column: 'distinct_songs',
  family: 'listening',
  unit: 'songs',
  what: 'Different songs of each day, added up (a song heard on two days counts twice),',
};

// Nine events in ten are plays, so the newest play says when a user was last there, not how much they play.
const RECENCIES: { event: EventKind | 'event'; family: FeatureFamily }[] = [
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

/**
 * Lengths of the windows that amounts are counted in: 1, 3, 7, 14 where shorter than the feature window, and
 * the whole.
 */
export function amountWindows(featureDays: number): number[] {
  return [...STANDARD_WINDOWS.filter((days) => days < featureDays), featureDays];
}

/**
 * Lengths of the windows beyond the feature window that events and active days are counted in; the last is
 * the whole history.
 */
export function historyWindows({ featureDays, historyDays }: FeatureLengths): number[] {
  if (historyDays <= featureDays) return [];
  return [...LONG_WINDOWS.filter((days) => days > featureDays && days < historyDays), historyDays];
}

/**
 * Length of the window that is compared with the whole: a week where the feature window is longer, else the
 * longest below it.
 */
export function recentDays(featureDays: number): number {
  return Math.max(...STANDARD_WINDOWS.filter((days) => days < featureDays && days <= WEEK));
}

/** The catalogue for a feature window of at least 2 days and a history that is as long or longer. */
export function featureCatalogue({ featureDays, historyDays }: FeatureLengths): FeatureCatalogue {
  const [recent, all] = [recentDays(featureDays), [...amountWindows(featureDays)]];
  all.push(...historyWindows({ featureDays, historyDays }));
  const features: Feature[] = [
    ...COUNTS.flatMap((sum) => all.map((days) => sumFeature(sum, days))),
    ...AMOUNTS.map((sum) => sumFeature(sum, featureDays)),
    ...[recent, featureDays].map((days) => sumFeature(SONG_DAYS, days)),
    ...[recent, featureDays].map(distinctSongs),
    ...[recent, featureDays].map(distinctSingers),
    ...all.map(activeDays),
    ...[recent, featureDays].map(completion),
    nightShare(featureDays),
    ...RECENCIES.map((of) => recency(of, featureDays)),
    ...historyFeatures(historyDays),
    ...TRENDS.map((trend) => trendFeature(trend, recent, featureDays)),
    device(featureDays),
  ];
  const content = JSON.stringify({ featureDays, historyDays, features });
  const hash = createHash('sha256').update(content).digest('hex');
  return { featureDays, historyDays, features, hash };
}

function within(days: number): string {
  return days === 1 ? 'on the snapshot date' : `on the last ${days} days, the snapshot date included`;
}

function sumFeature({ prefix, column, family, unit, what }: Summed, days: number): Feature {
  return {
    name: `${prefix}_last_${days}`,
    family,
    unit,
    meaning: `${what} ${within(days)}`,
    default: 0,
    never: null,
    days,
    kind: DAILY_COLUMNS[column],
    source: { how: 'sum', column },
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
    days,
    kind: 'play',
    source: { how: 'distinct_songs' },
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
    days,
    kind: 'play',
    source: { how: 'distinct_singers' },
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
    days,
    kind: null,
    source: { how: 'active_days' },
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
    days,
    kind: 'play',
    source: { how: 'completion' },
  };
}

function nightShare(days: number): Feature {
  return {
    name: `night_share_last_${days}`,
    family: 'listening',
    unit: 'share',
    meaning: `Share of the plays ${within(days)}, that were from 00:00 to 06:00, of those whose time of day is known; null for Music Box archives`,
    default: null,
    never: 'null (no play of known time of day in the window), never a share',
    days,
    kind: 'play',
    source: { how: 'night_share' },
  };
}

function recency({ event, family }: (typeof RECENCIES)[number], days: number): Feature {
  const what = event === 'event' ? 'event of any kind' : event;
  return {
    name: `days_from_last_${event}`,
    family,
    unit: 'days',
    meaning: `Days from the newest ${what} to the snapshot date; 0 is that date`,
    default: null,
    never: event === 'event' ? null : `null (no ${event} in the feature window), never a number of days`,
    days,
    kind: event === 'event' ? null : event,
    source: { how: 'days_since', event },
  };
}

function trendFeature(
  { name, of, family, what, nothing }: (typeof TRENDS)[number],
  recent: number,
  days: number,
): Feature {
  return {
    name: `trend_${name}_${recent}_of_${days}`,
    family,
    unit: 'ratio',
    meaning: `${what} a day ${within(recent)}, over those a day in the whole feature window: 1 is no change`,
    default: null,
    never: nothing === '' ? null : `null (${nothing} in the feature window), never a ratio`,
    days,
    kind: of === 'active_days' ? null : DAILY_COLUMNS[of],
    source: { how: 'trend', of, recent },
  };
}

function device(days: number): Feature {
  return {
    name: 'device',
    family: 'device',
    unit: 'code',
    meaning: 'Device on the newest day: 1 ar, 2 ip, 3 mc, 4 wp, 0 anything else',
    default: 0,
    never: null,
    days,
    kind: null,
    source: { how: 'latest_device' },
  };
}
