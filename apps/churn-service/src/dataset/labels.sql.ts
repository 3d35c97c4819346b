import type { EventKind } from '../event-kinds.js';

const COLUMNS: Record<EventKind, string> = {
  play: 'd.plays',
  download: 'd.downloads',
  search: 'd.searches',
  feedback: 'd.feedback',
};

/** Number of events of the kinds on one row `d` of user_day. */
export function dailyEvents(kinds: readonly EventKind[]): string {
  return kinds.map((kind) => COLUMNS[kind]).join(' + ');
}

/** Days with an event of one of the kinds from $1 to $2: the definition of activity, in its one place. */
function activeDaysSql(kinds: readonly EventKind[]): string {
  return `FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND ${dailyEvents(kinds)} > 0`;
}

/**
 * A hold-out weighs no more, so that a few users cannot be most of what is learned or measured: as much as
 * one of two campaigns that each hold out a tenth. Of more campaigns labels lean to users whom none contacts
 * (docs/benchmarks.md).
 */
export const MOST_WEIGHT = 100;

/**
 * Users of campaigns that ran on days from $1 to $2, and the weight of their labels; all other users weigh 1. The
 * treated weigh 0: what they did says what the contact made of them. A hold-out represents the members who were
 * contacted too, since an audience may be chosen by what its users did in the label window: without the treated
 * alone, labels would lean to users at low risk. Each campaign draws by itself, so of members of several the product
 * of their shares is held out by all.
 */
export const SELECT_LABEL_WEIGHTS = `/* churn.label_weights */
  SELECT a.user_id, CASE WHEN bool_or(a.arm <> 'holdout') THEN 0
      ELSE least(${MOST_WEIGHT}, round(exp(sum(ln(a.stands_for::float8)))::numeric, 4)) END::float8 AS weight
  FROM campaign_assignment a
  WHERE a.first_day <= $2::date AND a.last_day >= $1::date GROUP BY a.user_id`;

/** Parts of the users that shares are counted in. */
const PARTS = 2 ** 20;

/** SQL that narrows rows `d` of user_day to a share of the users, by a hash of the id. */
export function drawnSql(share: number): string {
  const drawn = Math.ceil(share * PARTS);
  return drawn >= PARTS ? '' : ` AND hashint8extended(d.user_id, 0) & ${PARTS - 1} < ${drawn}`;
}

/** Keys of campaigns that ran on days from $1 to $2. */
export const SELECT_CAMPAIGNS_OF_LABELS = `/* churn.campaigns_of_labels */
  SELECT key FROM campaign WHERE snapshot_date < $2::date AND closes_on >= $1::date ORDER BY key`;

/** Users with an event of one of the kinds from $1 to $2: who did not churn. */
export function activeUsersSql(kinds: readonly EventKind[]): string {
  return `/* churn.active_users */
  SELECT DISTINCT d.user_id AS "userId" ${activeDaysSql(kinds)}`;
}

/** On which of the days from $1 to $2 the first event of each of a share of these users happened; 1 is $1. */
export function firstEventsSql(kinds: readonly EventKind[], share: number): string {
  return `/* churn.first_events */
  SELECT d.user_id, (min(d.day) - $1::date + 1)::float8 ${activeDaysSql(kinds)}${drawnSql(share)} GROUP BY d.user_id`;
}
