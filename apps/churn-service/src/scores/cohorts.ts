import { addDays, mondayOf } from '#common/calendar';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureLengths } from '../dataset/windows.js';

/** The place of the days from the first event among a user's features. */
export function firstEventPlace(lengths: FeatureLengths): number {
  return featureCatalogue(lengths).features.findIndex(({ source }) => source.how === 'days_since_first');
}

/** The Monday of the week of a first event. */
export function cohortOf(daysFromFirstEvent: number, snapshotDate: string): string {
  return mondayOf(addDays(snapshotDate, -daysFromFirstEvent));
}
