import { EVENT_KINDS } from '../event-kinds.js';
import type { ChurnDefinition } from './churn-definition.js';
import type { SnapshotWindows } from './windows.js';

/**
 * What the generator of the loaded logs knows to be the best any model can do, where it is about the same
 * question: this snapshot date, these windows, silence in every kind of event, of everybody. Null otherwise.
 */
export function bestReachableFor(
  known: Record<string, unknown> | null,
  {
    snapshotDate,
    featureDays,
    labelDays,
    activityKinds,
    population,
  }: SnapshotWindows & Omit<ChurnDefinition, 'historyDays'>,
): Record<string, unknown> | null {
  const isSame =
    known?.['snapshotDate'] === snapshotDate &&
    known['featureDays'] === featureDays &&
    known['labelDays'] === labelDays &&
    activityKinds.length === EVENT_KINDS.length &&
    population.kinds.length === EVENT_KINDS.length &&
    population.minDays === 1;
  return isSame ? known : null;
}
