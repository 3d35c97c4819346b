import { addDays, daysBetween } from '#common/calendar';
import type { Calendar, Step } from './calendar.js';

/** What users did in one period; without a period, what had happened before the first. */
export interface PeriodFlows {
  readonly period: string | null;
  /** Active in it. */
  readonly users: number;
  readonly fresh: number;
  readonly resurrected: number;
  /** Became dormant in it. */
  readonly went: number;
}

interface Counts {
  users: number;
  fresh: number;
  resurrected: number;
  went: number;
}

/**
 * Counts who came and who went in each period from `from`, which begins one, user after user. A user is
 * dormant after so many complete days without an event.
 */
export class LifecycleFlows {
  private readonly length: number;
  private readonly from: number;
  /** Of each complete day, by its number. */
  private readonly dayOfNumber: number[] = [];
  private readonly before: Counts = nothing();
  private readonly periods: Counts[];

  constructor(
    private readonly calendar: Calendar,
    private readonly asked: { readonly step: Step; readonly from: string; readonly dormantAfterDays: number },
  ) {
    this.length = asked.step === 'day' ? 1 : 7;
    const { days, numbers, isWhole } = calendar;
    this.from = daysBetween(days[0]!, asked.from);
    this.periods = Array.from({ length: Math.ceil((days.length - this.from) / this.length) }, nothing);
    numbers.forEach((number, day) => {
      if (isWhole[day]!) this.dayOfNumber[number] = day;
    });
  }

  /** @param days places of one user's active days in the calendar, ascending */
  add(days: Int32Array): void {
    const { numbers, isWhole } = this.calendar;
    const { dormantAfterDays } = this.asked;
    const completeBefore = (day: number) => numbers[day]! - Number(isWhole[day]);
    let place = 0;
    // Of the days before the first period only the last says anything.
    while (place + 1 < days.length && days[place + 1]! < this.from) place++;
    let last: number | null = null;
    let counted: Counts | null = null;
    for (; place < days.length; place++) {
      const day = days[place]!;
      if (day >= this.from) {
        const period = this.periodOf(day);
        if (period !== counted) period.users++;
        counted = period;
        if (last === null) period.fresh++;
        else if (completeBefore(day) - last >= dormantAfterDays) period.resurrected++;
      }
      last = numbers[day]!;
      const next = days[place + 1];
      const silentFrom = last + dormantAfterDays;
      if (silentFrom <= (next === undefined ? numbers.at(-1)! : completeBefore(next)))
        this.periodOf(this.dayOfNumber[silentFrom]!).went++;
    }
  }

  flows(): PeriodFlows[] {
    const { from } = this.asked;
    return [
      { period: null, ...this.before },
      ...this.periods.map((counts, k) => ({ period: addDays(from, k * this.length), ...counts })),
    ];
  }

  private periodOf(day: number): Counts {
    return day < this.from ? this.before : this.periods[Math.floor((day - this.from) / this.length)]!;
  }
}

function nothing(): Counts {
  return { users: 0, fresh: 0, resurrected: 0, went: 0 };
}
