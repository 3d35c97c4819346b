import { DomainError, Field } from '#common';
import { DAY_MS, spanDays } from '#common/calendar';
import type { EventKind } from '../formats/archive-name.js';

/** Three years: what a page of one answer can still show. */
export const MOST_DAYS = 1_100;
const FIRST_DAY = Date.parse('0001-01-01');
const LAST_DAY = Date.parse('9999-12-31');

export class DayRangeQuery {
  @Field.day('First day; by default where the data begins, at most 1,100 days before `to`', {
    optional: true,
    example: '2017-03-30',
  })
  from?: string;

  @Field.day('Last day; by default where the data ends, at most 1,100 days after `from`', {
    optional: true,
    example: '2017-05-12',
  })
  to?: string;
}

/** Any range of days, of which a stream or a bounded list is made. */
export class AnyDaysQuery {
  @Field.day('First day; by default the first that is loaded', { optional: true, example: '2017-03-30' })
  from?: string;

  @Field.day('Last day; by default the last that is loaded', { optional: true, example: '2017-05-12' })
  to?: string;
}

/** The days asked for, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The range that a query means. An end that is not given is that of the data, moved to where the range is
 * neither reversed nor too long.
 * @param loaded where the data is; null before anything is loaded, and then the answer is null when an end is
 * not given
 * @throws DomainError invalid `range_reversed` or `range_too_long`, when both ends are given
 */
export function dayRange({ from, to }: DayRangeQuery, loaded: DayRange | null): DayRange | null {
  if (from !== undefined && to !== undefined) return checked({ from, to });
  if (loaded === null) return null;
  if (from !== undefined) return { from, to: clamped(loaded.to, from, daysAfter(from, MOST_DAYS - 1)) };
  const end = to ?? loaded.to;
  return { from: clamped(loaded.from, daysAfter(end, 1 - MOST_DAYS), end), to: end };
}

function checked(range: DayRange): DayRange {
  refuseReversed(range);
  const days = spanDays(range.from, range.to);
  if (days > MOST_DAYS) {
    throw new DomainError(
      'invalid',
      'range_too_long',
      `The range has ${days} days; ask for at most ${MOST_DAYS} at once.`,
    );
  }
  return range;
}

/** @throws DomainError invalid (range_reversed) */
export function refuseReversed({ from, to }: DayRange): void {
  if (from <= to) return;
  throw new DomainError('invalid', 'range_reversed', `The range ends on ${to}, before it begins on ${from}.`);
}

function clamped(day: string, first: string, last: string): string {
  if (day < first) return first;
  return day > last ? last : day;
}

/** Within the years that a day can have. */
function daysAfter(day: string, days: number): string {
  const time = Math.min(LAST_DAY, Math.max(FIRST_DAY, Date.parse(day) + days * DAY_MS));
  return new Date(time).toISOString().slice(0, 10);
}

/** The range of days that an answer is about. */
export class DaysLookedAt {
  @Field.day('First day looked at; null when nothing is loaded', { nullable: true, example: '2017-03-30' })
  from: string | null;

  @Field.day('Last day looked at; null when nothing is loaded', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @Field.boolean('The logs are generated: nothing here is about real listeners', { example: false })
  synthetic: boolean;
}

export class EventsByKindDto implements Record<EventKind, number> {
  @Field.count('Plays', { example: 2_186_840 })
  play: number;

  @Field.count('Downloads', { example: 57_000 })
  download: number;

  @Field.count('Searches', { example: 61_801 })
  search: number;

  @Field.count('Likes, dislikes, adds to playlists, follows and skips', { example: 3120 })
  feedback: number;
}
