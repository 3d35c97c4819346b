import { dateOf } from '../calendar.js';
import type { Hole } from '../holes.js';
import { PARTS, Period } from '../holes.js';

const SATURDAY = 2; // Day 0, 1970-01-01, was a Thursday.
/** Month and day on which the service is closed, whatever the weekday. */
const HOLIDAY = '05-01';
/** Days in a row without any search: their log failed. */
const OUTAGE_DAYS = 10;

/** The days of the service: closed ones, on which nobody does anything, and an outage of one kind of log. */
export class ServiceDays {
  readonly period: Period;
  /** Dates without any event. */
  readonly closed: readonly string[];
  /** Dates whose searches were never written. */
  private readonly outage: readonly string[];

  /** @param firstDay and `lastDay` are counted from 1970-01-01 */
  constructor(firstDay: number, lastDay: number) {
    const days = Array.from({ length: lastDay - firstDay + 1 }, (_, at) => firstDay + at);
    this.closed = days.filter(isClosed).map(dateOf);
    const from = Math.floor(days.length / 3);
    this.outage = days.slice(from, from + OUTAGE_DAYS).map(dateOf);
    this.period = new Period(firstDay, lastDay, (day, _, kind) =>
      isClosed(day) || (kind === 'search' && this.outage.includes(dateOf(day))) ? 0 : 1,
    );
  }

  holes(): Hole[] {
    const missing = { kind: 'search', state: 'missing', share: 0 } as const;
    return this.outage.flatMap((date) => PARTS.map((part) => ({ date, part, ...missing })));
  }
}

/** Whether the service is closed on a day, counted from 1970-01-01. */
export function isClosed(day: number): boolean {
  return day % 7 === SATURDAY || dateOf(day).endsWith(HOLIDAY);
}
