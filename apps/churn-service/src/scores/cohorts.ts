import { addDays, daysFrom, mondayOf } from '../dataset/calendar-day.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { ScoreSet } from './score-set.js';

/** What tells the cohorts of a set of scores: a user's is the week of their first event, as far back as the scores look. */
export type CohortsOf = Pick<ScoreSet, 'snapshotDate' | 'featureDays' | 'historyDays'>;

/** Keys of numbers of days, see `keyOfDays`, from `lowest` to `highest`. */
interface KeyRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Where the days from the first event stand among the bytes of a user's features. */
export function firstEventOffset(lengths: CohortsOf): number {
  const { features } = featureCatalogue(lengths);
  return 4 * features.findIndex(({ source }) => source.how === 'days_since_first');
}

/** The three higher bytes of a number in single precision: of whole numbers from 0 to 65,535 they say everything, and are in their order. */
export function keyOfDays(days: number): number {
  return new Uint32Array(Float32Array.of(days).buffer)[0]! >>> 8;
}

export function daysOfKey(key: number): number {
  return new Float32Array(Uint32Array.of(key << 8).buffer)[0]!;
}

/** Keys of the days from the first event of the users of a cohort; none of a week that is still to come. */
export function keysOfCohort(week: string, { snapshotDate }: CohortsOf): KeyRange {
  const oldest = daysFrom(week, snapshotDate) - 1;
  if (oldest < 0) return { lowest: 0, highest: -1 };
  return { lowest: keyOfDays(Math.max(0, oldest - 6)), highest: keyOfDays(oldest) };
}

/** The Monday of the week of a first event. */
export function cohortOf(daysFromFirstEvent: number, { snapshotDate }: CohortsOf): string {
  return mondayOf(addDays(snapshotDate, -daysFromFirstEvent));
}
