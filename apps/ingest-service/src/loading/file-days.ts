import { ArchiveRefused } from '../formats/archive-refusal.js';

/** Days that the records of a file have, with those that retention dropped apart. */
export class FileDays {
  readonly dropped = new Set<string>();
  private readonly opened = new Set<string>();

  /**
   * @param most that may be opened
   * @param mostTogether the same with those of other files of the transaction
   * @param before days of these files
   */
  constructor(
    private readonly most: number,
    private readonly mostTogether: number,
    private readonly before: ReadonlySet<string>,
  ) {}

  notMet(days: string[]): string[] {
    return days.filter((day) => !this.opened.has(day) && !this.dropped.has(day));
  }

  /** Answers which of these days are opened. @throws ArchiveRefused too_many_days */
  add(days: string[], dropped: ReadonlySet<string>): string[] {
    for (const day of days) (dropped.has(day) ? this.dropped : this.opened).add(day);
    const { opened, before } = this;
    if (opened.size > this.most || new Set([...opened, ...before]).size > this.mostTogether)
      throw new ArchiveRefused('too_many_days');
    return days.filter((day) => opened.has(day));
  }
}
