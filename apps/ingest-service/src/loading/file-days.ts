import { ArchiveRefused } from '../formats/archive-refusal.js';

/** Days that the records of a file have, with those that retention dropped apart. */
export class FileDays {
  readonly dropped = new Set<string>();
  private readonly opened = new Set<string>();

  /** @param most that may be opened */
  constructor(private readonly most: number) {}

  notMet(days: string[]): string[] {
    return days.filter((day) => !this.opened.has(day) && !this.dropped.has(day));
  }

  /** Answers which of these days are opened. @throws ArchiveRefused too_many_days */
  add(days: string[], dropped: ReadonlySet<string>): string[] {
    for (const day of days) (dropped.has(day) ? this.dropped : this.opened).add(day);
    if (this.opened.size > this.most) throw new ArchiveRefused('too_many_days');
    return days.filter((day) => this.opened.has(day));
  }
}
