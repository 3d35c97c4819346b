import { createHash } from 'node:crypto';
import { factFeatures } from './fact-features.js';
import { ACTIVITIES, capital, familyOf, HISTORY } from './feature.js';
import type { Activity, Feature } from './feature.js';
import { OF_LAST_DAYS, ofLastDays, within } from './last-days-features.js';
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

// Nine events in ten are plays, so the newest play says when a user was last there, not how much they play.
const RECENCIES = [
  { event: 'play', family: 'presence' },
  { event: 'download', family: 'downloads' },
  { event: 'search', family: 'searches' },
  { event: 'feedback', family: 'feedback' },
  { event: 'event', family: 'presence' },
] as const;

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
export function featureCatalogue({ featureDays, historyDays, facts = [] }: FeatureLengths): FeatureCatalogue {
  const [recent, whole] = [recentDays(featureDays), [featureDays]];
  const all = [...amountWindows(featureDays), ...historyWindows({ featureDays, historyDays })];
  const windows = { all, 'recent and whole': [recent, featureDays], whole };
  const features: Feature[] = [
    ...OF_LAST_DAYS.flatMap((of) => windows[of.windows ?? 'all'].map((days) => ofLastDays(of, days))),
    ...RECENCIES.map((of) => recency(of, featureDays)),
    ...HISTORY.map(({ name, how, meaning, default: nothing, never }): Feature => ({
      name,
      family: 'presence',
      unit: 'days',
      meaning: `${meaning}, of the last ${historyDays} days`,
      never,
      default: nothing,
      days: historyDays,
      kind: null,
      source: { how },
    })),
    ...ACTIVITIES.map((activity) => trend(activity, recent, featureDays)),
    {
      name: `known_days_last_${featureDays}`,
      family: 'presence',
      unit: 'days',
      meaning: `Days ${within(featureDays)}, that are complete or have an event of the user`,
      default: featureDays,
      never: null,
      days: featureDays,
      kind: null,
      source: { how: 'known_days' },
    },
    {
      name: 'device',
      family: 'device',
      unit: 'code',
      meaning: 'Device on the newest day: 1 ar, 2 ip, 3 mc, 4 wp, 0 anything else',
      default: 0,
      never: null,
      days: featureDays,
      kind: null,
      source: { how: 'latest_device' },
    },
    ...factFeatures(facts),
  ];
  const content = JSON.stringify({ featureDays, historyDays, features });
  const hash = createHash('sha256').update(content).digest('hex');
  return { featureDays, historyDays, facts, features, hash };
}

function recency({ event, family }: (typeof RECENCIES)[number], days: number): Feature {
  const isAny = event === 'event';
  return {
    name: `days_from_last_${event}`,
    family,
    unit: 'days',
    meaning: `Days from the newest ${isAny ? 'event of any kind' : event} to the snapshot date, incomplete days not counted; 0 is that date`,
    default: null,
    never: isAny ? null : `null (no ${event} in the feature window), never a number of days`,
    days,
    kind: isAny ? null : event,
    source: { how: 'days_since', event },
  };
}

function trend(activity: Activity, recent: number, days: number): Feature {
  const { prefix, of, kind, one, several } = activity;
  return {
    name: `trend_${prefix}_${recent}_of_${days}`,
    family: familyOf(activity),
    unit: 'ratio',
    meaning: `${capital(several)} a complete day ${within(recent)}, over those in the whole feature window: 1 is no change`,
    default: null,
    never: `null (no ${kind === null ? '' : `${one} in the feature window, or no `}complete day among the last ${recent}), never a ratio`,
    days,
    kind,
    source: { how: 'trend', of, recent },
  };
}
