import { addDays, daysBetween, mondayOf, spanDays } from '#common/calendar';

export const STEPS = ['day', 'week'] as const;
/** How long a period is; weeks begin on Mondays. */
export type Step = (typeof STEPS)[number];

/**
 * Every day from the first loaded one, with the number of complete days up to it. Silence is counted by these
 * numbers: a day that is not complete says nothing of those who are not on it.
 */
export interface Calendar {
  readonly days: readonly string[];
  readonly numbers: readonly number[];
  readonly isWhole: readonly boolean[];
}

/** A day, or a week of which `from` is the Monday. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Complete days of it. */
  readonly wholeDays: number;
  /** Complete days that are loaded before it. */
  readonly historyDays: number;
}

export function calendarOf(firstDay: string, to: string, wholeDays: readonly string[]): Calendar {
  const whole = new Set(wholeDays);
  const days = Array.from({ length: spanDays(firstDay, to) }, (_, k) => addDays(firstDay, k));
  const isWhole = days.map((day) => whole.has(day));
  let number = 0;
  return { days, isWhole, numbers: isWhole.map((complete) => (number += complete ? 1 : 0)) };
}

/** The periods from `from`, which begins one, to the one that holds `to`. */
export function periodsOf(calendar: Calendar, step: Step, from: string, to: string): Period[] {
  const length = step === 'day' ? 1 : 7;
  const numberAt = (day: string) => {
    const at = daysBetween(calendar.days[0]!, day);
    return at < 0 ? 0 : calendar.numbers[Math.min(at, calendar.numbers.length - 1)]!;
  };
  return Array.from({ length: Math.ceil(spanDays(from, to) / length) }, (_, k) => {
    const first = addDays(from, k * length);
    const last = addDays(first, length - 1);
    const historyDays = numberAt(addDays(first, -1));
    return { from: first, to: last, days: length, historyDays, wholeDays: numberAt(last) - historyDays };
  });
}

/** The first day of the period that holds a day. */
export function startOf(step: Step, day: string): string {
  return step === 'day' ? day : mondayOf(day);
}
