import { addDays } from '#common/calendar';
import { daysApart } from '../dataset/windows.js';
import type { WindowLengths } from '../dataset/windows.js';

/** A day on which a model could have been trained and everybody scored. */
export interface Origin {
  /** Snapshot date that is scored and later compared. */
  readonly scored: string;
  /** Newest snapshot date whose label window had closed on that day: what a retraining of that day learns from. */
  readonly trained: string;
}

/** That of a snapshot date: the label window of what is learned from has ended on it. */
export function originOf(scored: string, lengths: WindowLengths): Origin {
  return { scored, trained: addDays(scored, -daysApart(lengths)) };
}

/**
 * Origins that days from `firstDay` to `newestDay` allow, oldest first: the
 * label windows that are predicted follow one another without overlap, each label that is learned from was
 * known on the day of the origin, and every feature window lies within the loaded days.
 */
export function originsBetween(
  firstDay: string,
  newestDay: string,
  { featureDays, labelDays }: WindowLengths,
): Origin[] {
  const origins: Origin[] = [];
  const apart = daysApart({ labelDays });
  for (let scored = addDays(newestDay, -labelDays); ; scored = addDays(scored, -apart)) {
    const origin = originOf(scored, { featureDays, labelDays });
    if (addDays(origin.trained, 1 - featureDays) < firstDay) return origins.reverse();
    origins.push(origin);
  }
}

/** Fewest days of logs that allow one origin. */
export function daysForOneOrigin({ featureDays, labelDays }: WindowLengths): number {
  return featureDays + daysApart({ labelDays }) + labelDays;
}
