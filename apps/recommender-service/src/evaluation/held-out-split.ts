import { daysBefore, daysBetween } from '../interactions/calendar.js';

/** Which days a model is fitted on when it is evaluated, and which ones it is evaluated on. All ends belong to their part. */
export interface HeldOutSplit {
  from: string;
  /** Last day before the held-out ones. */
  cut: string;
  to: string;
  /** 0 when the logs span a single day. */
  heldOutDays: number;
}

/** Holds out the last `wanted` days, or half of the days when there are too few. @param days 'YYYY-MM-DD' */
export function heldOutSplit(days: { from: string; to: string }, wanted: number): HeldOutSplit {
  const span = daysBetween(days.from, days.to) + 1;
  const heldOutDays = Math.min(wanted, Math.floor(span / 2));
  return { from: days.from, cut: daysBefore(days.to, heldOutDays), to: days.to, heldOutDays };
}
