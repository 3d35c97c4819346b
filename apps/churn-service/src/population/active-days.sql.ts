import { dailyEvents } from '../dataset/daily-events.sql.js';
import { dayLiteral } from '../dataset/copy-rows.js';
import type { EventKind } from '../event-kinds.js';

/**
 * Of each user the days from `first` to `last` with an event of one of the kinds: a bit a day, the lowest is
 * `first`. Users ascending.
 */
export function activeDaysSql(kinds: readonly EventKind[], first: string, last: string): string {
  return `/* churn.active_days */
  SELECT d.user_id, bit_or(1::int8 << (d.day - ${dayLiteral(first)}))::float8 FROM user_day d
  WHERE d.day >= ${dayLiteral(first)} AND d.day <= ${dayLiteral(last)} AND ${dailyEvents(kinds)} > 0
  GROUP BY d.user_id ORDER BY d.user_id`;
}

export const SELECT_EXCLUDED = `/* churn.excluded_users */ SELECT user_id AS "userId" FROM excluded_user`;

/** Counts erasures of users: when one has ended, bits of before may be of users who are gone. */
export const SELECT_ERASURES = `/* churn.erasures */ SELECT coalesce(max(finished), 0)::int AS erasures FROM erasure`;
