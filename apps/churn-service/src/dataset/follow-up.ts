import { addDays } from '#common/calendar';

/** What happened after a snapshot date. */
export interface FollowUp {
  /**
   * Of each user, the day of the first event of the activity kinds: 1 is the day after the snapshot date, 0
   * none so far.
   */
  readonly firstEvents: Uint8Array;
  /** Days after the snapshot date that are loaded whole, without a gap: silence beyond them is not known. */
  readonly observedDays: number;
  /** Days of the label window that are not complete: who was active on them alone looks silent. */
  readonly missingDays: readonly string[];
  /**
   * Of horizons beyond the label window in which a campaign ran: weight of each user, 0 of those whom it contacted.
   * In all others users weigh what their labels do.
   */
  readonly weights: ReadonlyMap<number, Float64Array>;
}

/** The longest horizon that is asked for in addition to the label window. */
const LONGEST_HORIZON = 60;
/** Horizons that a version is asked for in addition to its label window. */
export const HORIZONS = [7, 14, 30, LONGEST_HORIZON];

/** The last day after a snapshot date that is looked at, where `newestDay` is the newest complete one. */
export function lastFollowedDay(snapshotDate: string, labelDays: number, newestDay: string): string {
  const last = addDays(snapshotDate, Math.max(LONGEST_HORIZON, labelDays));
  return last < newestDay ? last : newestDay;
}

/** 1 for users without an event in the first `days` days, else 0. */
export function silentThrough(days: number, firstEvents: Uint8Array): Uint8Array {
  return firstEvents.map((first) => (first === 0 || first > days ? 1 : 0));
}
