import { addDays } from '../dataset/calendar-day.js';
import type { WindowLengths } from '../dataset/windows.js';

/** One origin of a backtest: a day on which a model could have been trained and everybody scored. */
export interface BacktestOrigin {
  /** Snapshot date that is scored and later compared. */
  readonly scored: string;
  /** Newest snapshot date whose label window had closed on that day: what a retraining of that day learns from. */
  readonly trained: string;
}

/**
 * Origins that days from `firstDay` to `newestDay` allow, oldest first, at most the newest `atMost`: the label windows that
 * are predicted follow one another without overlap, each label that is learned from was known on the day of the origin,
 * and every feature window lies within the loaded days.
 */
export function backtestOrigins(
  firstDay: string,
  newestDay: string,
  { featureDays, labelDays }: WindowLengths,
  atMost: number,
): BacktestOrigin[] {
  const origins: BacktestOrigin[] = [];
  for (
    let scored = addDays(newestDay, -labelDays);
    origins.length < atMost;
    scored = addDays(scored, -labelDays)
  ) {
    const trained = addDays(scored, -labelDays);
    if (addDays(trained, 1 - featureDays) < firstDay) break;
    origins.unshift({ scored, trained });
  }
  return origins;
}

/** Fewest days of logs that allow one origin. */
export function daysForOneOrigin({ featureDays, labelDays }: WindowLengths): number {
  return featureDays + 2 * labelDays;
}
