import { addDays, daysBetween, mondayOf } from '#common/calendar';

/** Users of one cohort who were active `age` weeks after its own. */
export interface CohortCell {
  readonly week: string;
  readonly age: number;
  readonly users: number;
}

const WEEK = 7;

/**
 * Counts, of users whose first event lies in a week from `from` (a Monday) on, how many had an event so many
 * weeks later, user after user.
 */
export class CohortCells {
  private readonly monday: string;
  private readonly sinceMonday: number;
  private readonly firstWeek: number;
  /** By the week of the first event and age. */
  private readonly users: number[][] = [];

  /** @param firstDay what days are counted from */
  constructor(firstDay: string, from: string) {
    this.monday = mondayOf(firstDay);
    this.sinceMonday = daysBetween(this.monday, firstDay);
    this.firstWeek = daysBetween(this.monday, from) / WEEK;
  }

  /** @param days one user's active days, ascending, at least one */
  add(days: Int32Array): void {
    const weekOf = (day: number) => Math.floor((day + this.sinceMonday) / WEEK);
    const joined = weekOf(days[0]!);
    if (joined < this.firstWeek) return;
    const ages = (this.users[joined] ??= []);
    let last = -1;
    for (const day of days) {
      const age = weekOf(day) - joined;
      if (age !== last) ages[age] = (ages[age] ?? 0) + 1;
      last = age;
    }
  }

  /** Those with a user, by week and age. */
  cells(): CohortCell[] {
    return this.users.flatMap((ages, week) =>
      ages.flatMap((users, age) => [{ week: addDays(this.monday, WEEK * week), age, users }]),
    );
  }
}
