import { spanDays } from '#common/calendar';
import { dailyEvents } from '../dataset/labels.sql.js';
import { dayLiteral } from '../dataset/copy-rows.js';
import type { EventKind } from '../event-kinds.js';

/** Days whose bits a double holds exactly. */
export const WORD_DAYS = 50;

/**
 * Of each user the days from `first` to `last` with an event of one of the kinds: a bit a day, the lowest of
 * the first number is `first`, and a number for each {@link WORD_DAYS}. In no order.
 */
export function activeDaysSql(kinds: readonly EventKind[], first: string, last: string): string {
  const day = `d.day - ${dayLiteral(first)}`;
  const words = Array.from({ length: Math.ceil(spanDays(first, last) / WORD_DAYS) }, (_, word) => {
    const from = word * WORD_DAYS;
    const within = `${day} BETWEEN ${from} AND ${from + WORD_DAYS - 1}`;
    return `coalesce(bit_or(1::int8 << (${day} - ${from})) FILTER (WHERE ${within}), 0)::float8`;
  });
  return `/* churn.active_days */
  SELECT d.user_id, ${words.join(', ')} FROM user_day d
  WHERE d.day >= ${dayLiteral(first)} AND d.day <= ${dayLiteral(last)} AND ${dailyEvents(kinds)} > 0
  GROUP BY d.user_id`;
}

export const SELECT_EXCLUDED = `/* churn.excluded_users */ SELECT user_id AS "userId" FROM excluded_user`;

/** Counts erasures of users: when one has ended, bits of before may be of users who are gone. */
export const SELECT_ERASURES = `/* churn.erasures */ SELECT coalesce(max(finished), 0)::int AS erasures FROM erasure`;
