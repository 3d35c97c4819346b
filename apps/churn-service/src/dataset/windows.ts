import { DomainError } from '#common';
import { addDays, spanDays } from '#common/calendar';
import type { ModelFact } from '#common/facts';

/** Lengths in days. Both windows touch at the snapshot date, which belongs to the feature window. */
export interface WindowLengths {
  readonly featureDays: number;
  readonly labelDays: number;
}

/** What features of a snapshot date look at, in days that end on it. */
export interface FeatureLengths {
  readonly featureDays: number;
  /** History of who was active in the feature window; as long, or longer where logs reach (`neededFrom`). */
  readonly historyDays: number;
  /** Facts of users among them; absent: none. */
  readonly facts?: readonly ModelFact[] | undefined;
}

/** A snapshot date, and the days that its features look at without counting silence on them, ascending. */
export interface SeenDays {
  readonly snapshotDate: string;
  readonly incomplete: readonly string[];
}

/** First day that features of a snapshot date look at. */
export function historyFrom(snapshotDate: string, { historyDays }: FeatureLengths): string {
  return addDays(snapshotDate, 1 - historyDays);
}

/** Of the history of a snapshot date that is learned from or scored: days without logs, and of older ones. */
const LACKING = 0.1;
export const LACKING_OF_OLDER = 2 / 3;

/**
 * Day on which the logs have to begin for the features of a snapshot date: those of the feature window are
 * whole, and of the history a share, its oldest days, may lie before the logs.
 */
export function neededFrom(
  snapshotDate: string,
  { featureDays, historyDays }: FeatureLengths,
  lacking = LACKING,
): string {
  return addDays(snapshotDate, 1 - Math.max(featureDays, Math.ceil((1 - lacking) * historyDays)));
}

/** The days, first and last included, that a snapshot date looks at. */
export interface SnapshotWindows {
  readonly snapshotDate: string;
  readonly featuresFrom: string;
  readonly labelsFrom: string;
  readonly labelsTo: string;
}

/** The windows of one snapshot date: 30 and 14 days around 2017-04-28 are 2017-03-30 to 04-28 and 04-29 to 05-12. */
export function windowsOf(snapshotDate: string, lengths: WindowLengths): SnapshotWindows {
  return {
    snapshotDate,
    featuresFrom: addDays(snapshotDate, 1 - lengths.featureDays),
    labelsFrom: addDays(snapshotDate, 1),
    labelsTo: addDays(snapshotDate, lengths.labelDays),
  };
}

/** The newest snapshot date whose label window has closed on `newestDay`. */
export function trainingSnapshot(newestDay: string, lengths: WindowLengths): string {
  return addDays(newestDay, -lengths.labelDays);
}

/**
 * Days from one snapshot to the next: a label window, so that each label was known on the date of the next, or a day
 * more, so that they are of different weekdays.
 */
export function daysApart({ labelDays }: Pick<WindowLengths, 'labelDays'>): number {
  return labelDays % 7 === 0 ? labelDays + 1 : labelDays;
}

/**
 * The newest snapshot date from `trainingSnapshot` back whose label window lacks at most `mostMissing` days, with all
 * days of its features loaded; that of the newest day where there is none.
 */
export function newestLabelledDay(
  lengths: WindowLengths,
  { firstDay, newestDay }: { readonly firstDay: string; readonly newestDay: string },
  wholeDays: readonly string[],
  mostMissing: number,
): string {
  const whole = new Set(wholeDays);
  const newest = trainingSnapshot(newestDay, lengths);
  const first = addDays(firstDay, lengths.featureDays - 1);
  for (let day = newest; day >= first; day = addDays(day, -1))
    if (incompleteLabelDays(day, lengths.labelDays, whole).length <= mostMissing) return day;
  return newest;
}

/** Days of the label window that are not complete: silence on them may be missing data. */
export function incompleteLabelDays(
  snapshotDate: string,
  labelDays: number,
  wholeDays: ReadonlySet<string>,
): string[] {
  return incompleteDays(addDays(snapshotDate, 1), addDays(snapshotDate, labelDays), wholeDays);
}

/** Days from `first` to `last` that are not complete. */
export function incompleteDays(first: string, last: string, wholeDays: ReadonlySet<string>): string[] {
  return Array.from({ length: spanDays(first, last) }, (_, k) => addDays(first, k)).filter(
    (day) => !wholeDays.has(day),
  );
}

/**
 * A label may be read only when every day of its window has been loaded: before, silence may just be missing data.
 * @throws DomainError conflict `label_window_open`
 */
export function assertLabelWindowClosed(
  snapshotDate: string,
  labelDays: number,
  newestDay: string | null,
): asserts newestDay is string {
  const closesOn = addDays(snapshotDate, labelDays);
  if (newestDay !== null && newestDay >= closesOn) return;
  throw new DomainError(
    'conflict',
    'label_window_open',
    `Labels of ${snapshotDate} need every day to ${closesOn}, but ` +
      (newestDay === null ? 'no day has been loaded.' : `the newest complete day is ${newestDay}.`),
  );
}
