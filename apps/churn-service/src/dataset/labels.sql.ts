import type { EventKind } from '../event-kinds.js';
import { dailyEvents } from './daily-events.sql.js';

/** Days with an event of one of the kinds from $1 to $2: the definition of activity, in its one place. */
function activeDaysSql(kinds: readonly EventKind[]): string {
  return `FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND ${dailyEvents(kinds)} > 0`;
}

/** Users with an event of one of the kinds from $1 to $2: who did not churn. */
export function activeUsersSql(kinds: readonly EventKind[]): string {
  return `/* churn.active_users */
  SELECT DISTINCT d.user_id AS "userId" ${activeDaysSql(kinds)}`;
}

/** On which of the days from $1 to $2 the first event of each of these users happened; 1 is $1. */
export function firstEventsSql(kinds: readonly EventKind[]): string {
  return `/* churn.first_events */
  SELECT d.user_id, (min(d.day) - $1::date + 1)::float8 ${activeDaysSql(kinds)} GROUP BY d.user_id`;
}
