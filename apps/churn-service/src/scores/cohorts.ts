import { addDays, daysBetween, mondayOf } from '#common/calendar';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { ScoreSet } from './score-set.js';

/**
 * What determines the cohorts of a set of scores: a user's is the week of their first event, as far back as the
 * scores look.
 */
export type CohortsOf = Pick<ScoreSet, 'snapshotDate' | 'featureDays' | 'historyDays'>;

/** Days from the first event to the snapshot date. */
interface DayRange {
  readonly least: number;
  readonly most: number;
}

/** The place of the days from the first event among a user's features. */
export function firstEventPlace(lengths: CohortsOf): number {
  return featureCatalogue(lengths).features.findIndex(({ source }) => source.how === 'days_since_first');
}

/**
 * The three higher bytes of a number in single precision: of whole numbers from 0 to 65,535 they say
 * everything, and are in their order.
 */
export function keyOfDays(days: number): number {
  return new Uint32Array(Float32Array.of(days).buffer)[0]! >>> 8;
}

export function daysOfKey(key: number): number {
  return new Float32Array(Uint32Array.of(key << 8).buffer)[0]!;
}

const NO_DAYS: DayRange = { least: 1, most: 0 };

/** Those of the users of a cohort; none of a week that the scores do not look back to. */
export function daysOfCohort(week: string, { snapshotDate, historyDays }: CohortsOf): DayRange {
  const oldest = daysBetween(week, snapshotDate);
  const range = { least: Math.max(0, oldest - 6), most: Math.min(oldest, historyDays - 1) };
  return range.least > range.most ? NO_DAYS : range;
}

/** The Monday of the week of a first event. */
export function cohortOf(daysFromFirstEvent: number, { snapshotDate }: CohortsOf): string {
  return mondayOf(addDays(snapshotDate, -daysFromFirstEvent));
}
