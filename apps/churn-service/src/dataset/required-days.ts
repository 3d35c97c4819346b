import { DomainError } from '#common';
import { spanDays } from '#common/calendar';
import type { HoleDto, LoadedDaysDto } from './windows.dto.js';
import { listedHoles } from './holes.js';
import type { AskedDefinition } from './churn-definition.js';
import type { Coverage } from './loaded-days.repository.js';
import { historyFrom, neededFrom, newestLabelledDay, windowsOf } from './windows.js';
import type { FeatureLengths, SnapshotWindows, WindowLengths } from './windows.js';

/** The refusal of a training without enough days. */
export const NOTHING_LOADED = 'No logs have been loaded yet; load archives first.';

/**
 * Why features of a snapshot date would see less than they say: what they look at begins before the logs do.
 * Null when it does not. A truncated window makes a regular user look like a new one.
 */
export function missingHistory(
  snapshotDate: string,
  lengths: FeatureLengths,
  { firstDay }: LoadedDaysDto,
): string | null {
  if (firstDay !== null && firstDay <= neededFrom(snapshotDate, lengths)) return null;
  const from = historyFrom(snapshotDate, lengths);
  const { featureDays, historyDays } = lengths;
  const begin = `that end on ${snapshotDate} begin on ${from}, and the logs on ${firstDay ?? 'no day'}.`;
  if (historyDays === featureDays) return `The ${featureDays} days of features ${begin}`;
  return `The ${historyDays} days of history ${begin} A model that is trained now learns from less (POST /admin/churn/retrain).`;
}

/**
 * A snapshot date is a complete day before which all that features look at is loaded.
 * @throws DomainError not_found `snapshot_unknown`
 */
export function assertSnapshotLoaded(
  snapshotDate: string,
  lengths: FeatureLengths,
  days: LoadedDaysDto,
): void {
  assertDayLoaded(snapshotDate, days);
  const missing = missingHistory(snapshotDate, lengths, days);
  if (missing !== null) throw unknownSnapshot(missing, days);
}

/** @throws DomainError not_found `snapshot_unknown` for a day before the first or after the newest complete one */
export function assertDayLoaded(snapshotDate: string, days: LoadedDaysDto): void {
  const { firstDay, newestDay } = days;
  if (firstDay === null || newestDay === null) throw unknownSnapshot(NOTHING_LOADED, days);
  if (snapshotDate < firstDay || snapshotDate > newestDay)
    throw unknownSnapshot(
      `${snapshotDate} is no complete day; days from ${firstDay} to ${newestDay} can be asked for.`,
      days,
    );
}

export function unknownSnapshot(detail: string, { firstDay, newestDay }: LoadedDaysDto): DomainError {
  return new DomainError('not_found', 'snapshot_unknown', detail, { extra: { firstDay, newestDay } });
}

/**
 * Windows of the newest snapshot that can be learned from: one whose label window lacks few days, else the newest.
 * @param open holes of the days that are loaded after the newest complete one
 * @throws Error, a sentence, when the loaded days do not hold both windows
 */
export function trainingWindows(
  lengths: WindowLengths & Pick<AskedDefinition, 'mostMissingDays'>,
  { days: { firstDay, newestDay }, wholeDays }: Pick<Coverage, 'days' | 'wholeDays'>,
  open: readonly HoleDto[] = [],
): SnapshotWindows {
  if (firstDay === null) throw new Error(NOTHING_LOADED);
  if (newestDay === null) throw new Error(`No loaded day is complete.${openDays(open)}`);
  const days = { firstDay, newestDay };
  const windows = windowsOf(newestLabelledDay(lengths, days, wholeDays, lengths.mostMissingDays), lengths);
  if (firstDay <= windows.featuresFrom) return windows;
  const { featureDays, labelDays } = lengths;
  throw new Error(
    `Training needs ${featureDays + labelDays} days of logs, ${spanDays(firstDay, newestDay)} are loaded: ${featureDays} days of ` +
      `features and ${labelDays} of labels, from ${firstDay} to ${newestDay}.${openDays(open)} Load more days, or set shorter ` +
      'windows (CHURN_FEATURE_DAYS, CHURN_LABEL_DAYS).',
  );
}

/**
 * An empty archive among full ones is a delivery that failed: labels of its day would call everybody silent,
 * so the day does not count. A complete day after it shows that the logs go on, and then it is a hole in the
 * window, which trainings warn of.
 */
function openDays(open: readonly HoleDto[]): string {
  if (open.length === 0) return '';
  const days = new Set(open.map(({ day }) => day)).size;
  return (
    ` ${days === 1 ? 'One more day is' : `${days} more days are`} loaded but not complete (${listedHoles(open)}): load what is missing ` +
    'of it again; once a complete day follows, it is counted with a warning.'
  );
}
