import type { DataFolder } from './data-folder.js';
import { readIfWhole } from './data-folder.js';

/** Days that features look at, and the days after them that show who left. */
export interface ChurnWindows {
  featureDays: number;
  labelDays: number;
}

/** From the defaults of the churn service to the shortest that tell anything. */
const WINDOWS: readonly [ChurnWindows, ...ChurnWindows[]] = [
  { featureDays: 30, labelDays: 14 },
  { featureDays: 21, labelDays: 14 },
  { featureDays: 14, labelDays: 14 },
  { featureDays: 14, labelDays: 7 },
];
const SHORTEST = WINDOWS.at(-1)!;

/** The longest windows that so many days hold; null: none. */
export function fittingWindows(days: number): ChurnWindows | null {
  return WINDOWS.find((windows) => daysOf(windows) <= days) ?? null;
}

/** Whether the churn service has these windows when nothing is set. */
export function areDefaults(windows: ChurnWindows): boolean {
  return windows === WINDOWS[0];
}

/** Why so few days hold no windows. */
export function tooFewDays(days: number): string {
  const { featureDays, labelDays } = SHORTEST;
  return (
    `${days} ${days === 1 ? 'day is' : 'days are'} loaded; churn needs ${daysOf(SHORTEST)}: ` +
    `${featureDays} to look at and ${labelDays} to see who left.`
  );
}

/** The windows that an earlier start chose; null: none, or variables of the environment set others. */
export function storedWindows(folder: DataFolder): ChurnWindows | null {
  return areWindowsSet() ? null : (readIfWhole(folder.churnWindows) as ChurnWindows | null);
}

/** Whether the user has set windows. */
export function areWindowsSet(): boolean {
  return Boolean(process.env['CHURN_FEATURE_DAYS'] || process.env['CHURN_LABEL_DAYS']);
}

/** The settings of the churn service. */
export function settingsOf({ featureDays, labelDays }: ChurnWindows): Record<string, string> {
  return { CHURN_FEATURE_DAYS: String(featureDays), CHURN_LABEL_DAYS: String(labelDays) };
}

function daysOf({ featureDays, labelDays }: ChurnWindows): number {
  return featureDays + labelDays;
}
