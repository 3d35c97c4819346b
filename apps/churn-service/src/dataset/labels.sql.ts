import type { EventKind } from '../event-kinds.js';
import { dailyEvents } from './daily-events.sql.js';

/** Users with an event of one of the kinds from $1 to $2: the definition of not churned, in its one place. */
export function activeUsersSql(kinds: readonly EventKind[]): string {
  return `/* churn.active_users */
  SELECT DISTINCT d.user_id AS "userId" FROM user_day d
  WHERE d.day >= $1::date AND d.day <= $2::date AND ${dailyEvents(kinds)} > 0`;
}
