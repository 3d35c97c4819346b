import { DayField, DomainError } from '#common';

/** Three years: what a page of one answer can still show. */
const MOST_DAYS = 1_100;
const DAY_MS = 86_400_000;

export class DayRangeQuery {
  @DayField('First day; the first loaded day by default', { optional: true, example: '2017-03-30' })
  from?: string;

  @DayField('Last day; the last loaded day by default', { optional: true, example: '2017-05-12' })
  to?: string;
}

/** The days asked for, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The range that a query means.
 * @param loaded the loaded days; null before anything is loaded, and then the answer is null when an end is not given
 * @throws DomainError invalid `range_reversed` or `range_too_long`
 */
export function dayRange({ from, to }: DayRangeQuery, loaded: DayRange | null): DayRange | null {
  const range = { from: from ?? loaded?.from, to: to ?? loaded?.to };
  if (range.from === undefined || range.to === undefined) return null;
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  if (days < 1) {
    throw new DomainError(
      'invalid',
      'range_reversed',
      `The range ends on ${range.to}, before it begins on ${range.from}.`,
    );
  }
  if (days > MOST_DAYS) {
    throw new DomainError(
      'invalid',
      'range_too_long',
      `The range has ${days} days; ask for at most ${MOST_DAYS} at once.`,
    );
  }
  return { from: range.from, to: range.to };
}
