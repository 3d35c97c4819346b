import { HISTORY } from './feature.js';
import type { Feature, HistoryOf } from './feature.js';

const SATURDAY = "DATE '1900-01-06'";
/** Bits of a whole number that are used. */
const WEEKS_A_WORD = 60;

/** SQL: the days after `from` up to `to` that are complete. Those that are not are $2, ascending. */
export function completeDays(from: string, to: string): string {
  return `((${to} - ${from}) - (width_bucket(${to}, $2::date[]) - width_bucket(${from}, $2::date[])))`;
}

/** SQL: whether the day of a row `d` is complete. */
export const IS_COMPLETE = 'd.day <> ALL ($2::date[])';

/** What features of the history are put together of: made of the feature window, and of the days before it. */
export function historyParts(historyDays: number, hasHoles: boolean): Record<string, string> {
  const week = `(${completeDays('d.day', '$1::date')}) / 7`;
  const all = wordsOf(historyDays);
  const inWord = (word: number): string =>
    all === 1
      ? ''
      : ` FILTER (WHERE ${week} BETWEEN ${word * WEEKS_A_WORD} AND ${(word + 1) * WEEKS_A_WORD - 1})`;
  const words = Array.from({ length: all }, (_, word): [string, string] => [
    `weeks_${word}`,
    // A bit a week: how evenly days are spread is known without a sort.
    `coalesce(bit_or(1::int8 << (${week} - ${word * WEEKS_A_WORD}))${inWord(word)}, 0)`,
  ]);
  return {
    first_day: 'min(d.day)',
    last_day: 'max(d.day)',
    all_days: 'count(*)',
    complete_days: hasHoles ? `count(*) FILTER (WHERE ${IS_COMPLETE})` : 'count(*)',
    weekend_days: `count(*) FILTER (WHERE (d.day - ${SATURDAY}) % 7 < 2)`,
    ...Object.fromEntries(words),
  };
}

function wordsOf(historyDays: number): number {
  return Math.ceil(Math.ceil(historyDays / 7) / WEEKS_A_WORD);
}

/**
 * A feature of the history, from its parts of the feature window (`f`) and of the days before it (`o`).
 * @param reachesFurther false: there is no `o`
 */
export function ofHistory(how: HistoryOf, historyDays: number, reachesFurther: boolean): string {
  const first = reachesFurther ? 'coalesce(o.first_day, f.first_day)' : 'f.first_day';
  const both = (part: string) => (reachesFurther ? `(f.${part} + coalesce(o.${part}, 0))` : `f.${part}`);
  const word = (_: unknown, i: number) =>
    `bit_count((${reachesFurther ? `f.weeks_${i} | coalesce(o.weeks_${i}, 0)` : `f.weeks_${i}`})::bit(64))`;
  switch (how) {
    case 'days_since_first':
      return `${completeDays(first, '$1::date')}::float8`;
    case 'mean_gap':
      return `${completeDays(first, 'f.last_day')}::float8 / nullif(${both('all_days')} - 1, 0)`;
    case 'counted_active_days':
      return `(${both('complete_days')} + (${first} = ANY ($2::date[]))::int)::float8`;
    case 'active_weeks':
      return `(${Array.from({ length: wordsOf(historyDays) }, word).join(' + ')})::float8`;
    case 'weekend_days':
      return `${both('weekend_days')}::float8`;
  }
}

export function isOfHistory(how: Feature['source']['how']): how is HistoryOf {
  return HISTORY.some((one) => one.how === how);
}
