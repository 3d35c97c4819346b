import type { EventKind } from '../event-kinds.js';

const COLUMNS: Record<EventKind, string> = { play: 'd.plays', download: 'd.downloads', search: 'd.searches' };

/** Number of events of the kinds on one row `d` of user_day. */
export function dailyEvents(kinds: readonly EventKind[]): string {
  return kinds.map((kind) => COLUMNS[kind]).join(' + ');
}

/** Days with an event of one of the kinds from $1 to $2: the definition of activity, in its one place. */
function activeDaysSql(kinds: readonly EventKind[]): string {
  return `FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND ${dailyEvents(kinds)} > 0`;
}

/**
 * Users of campaigns that ran on days from $1 to $2, and in how many rows of labels each is; all other users
 * are in one. The treated are in none: what they did says what the contact made of them. A hold-out is in as
 * many as there are members for one that is held out, since an audience may be chosen by what its users did
 * in the label window: without the treated alone, labels would lean to users at low risk. Fractions are
 * rounded by a hash of the user.
 */
export const SELECT_LABEL_ROWS = `/* churn.label_rows */
  SELECT a.user_id, (CASE WHEN bool_or(a.arm <> 'holdout') THEN 0
      ELSE floor(exp(sum(ln(a.stands_for::float8))) + (hashint8extended(a.user_id, 2) & 1048575) / 1048576.0) END)::float8 AS label_rows
  FROM campaign_assignment a
  WHERE a.first_day <= $2::date AND a.last_day >= $1::date GROUP BY a.user_id`;

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
