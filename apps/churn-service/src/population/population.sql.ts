import { dailyEvents } from '../dataset/labels.sql.js';
import { amongOneIn } from '../dataset/sampled-users.sql.js';
import type { EventKind } from '../event-kinds.js';

/** A statement that counts by one in so many users. */
export type PopulationSql = (kinds: readonly EventKind[], oneIn: number) => string;

/** Days from $1 to $2 with an event of one of the kinds, of one in so many of the users who are not excluded. */
const activeDays = (kinds: readonly EventKind[], oneIn: number) => `user_day d
    WHERE d.day BETWEEN $1::date AND $2::date AND ${dailyEvents(kinds)} > 0
      ${amongOneIn(oneIn)} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)`;

/**
 * How many users whose first event lies in a week from $3 on, a Monday less than 60 weeks before $2, had an event so
 * many weeks later, oldest week first.
 */
export const cohortCellsSql: PopulationSql = (kinds, oneIn) => `/* churn.cohort_cells */
  WITH came AS (
    -- A bit a week.
    SELECT (min(d.day) - $3::date) / 7 AS joined, bit_or(1::int8 << ((d.day - $3::date) / 7)) AS weeks
    FROM ${activeDays(kinds, oneIn)} GROUP BY d.user_id HAVING min(d.day) >= $3::date
  ), alike AS (
    SELECT joined, weeks, count(*) AS users FROM came GROUP BY joined, weeks
  )
  SELECT $3::date + 7 * joined AS week, week - joined AS age, (${oneIn} * sum(users))::int AS users
  FROM alike JOIN generate_series(0, ($2::date - $3::date) / 7) AS week ON (weeks >> week) & 1 = 1
  GROUP BY joined, week ORDER BY joined, week`;

/**
 * Who came and who went in each period of $4 days from $3 on, the first of which is period 0; period -1 is all before.
 * Days are numbered by $5: how many complete days there are from $1 up to each; $6: before each; $7: the complete days.
 * A user is dormant after $8 of them without an event, so many that no user goes and comes back within a period.
 */
export const lifecycleFlowsSql: PopulationSql = (kinds, oneIn) => `/* churn.lifecycle_flows */
  WITH stay AS (
    SELECT d.user_id, ${periodOf('d.day')} AS period, min(d.day) AS first, max(d.day) AS last FROM ${activeDays(kinds, oneIn)} GROUP BY 1, 2
  ), neighbours AS (
    SELECT period, first, last, lag(last) OVER of_user AS before, lead(first) OVER of_user AS next
    FROM stay WINDOW of_user AS (PARTITION BY user_id ORDER BY period)
  ), placed AS (
    SELECT period, before IS NULL AS is_first, ${at('$6::int[]', 'first')} - ${at('$5::int[]', 'before')} >= $8::int AS was_dormant,
      ${at('$5::int[]', 'last')} + $8::int AS silent_from, coalesce(${at('$6::int[]', 'next')}, cardinality($7::date[])) AS silent_to
    FROM neighbours
  ), flow AS (
    SELECT period, CASE WHEN silent_from <= silent_to THEN ${periodOf('($7::date[])[silent_from]')} END AS silent_period,
      ${oneIn} * count(*) AS users, ${oneIn} * count(*) FILTER (WHERE is_first) AS fresh,
      ${oneIn} * count(*) FILTER (WHERE was_dormant) AS resurrected
    FROM placed GROUP BY 1, 2
  )
  SELECT period, sum(users)::int AS users, sum(fresh)::int AS fresh, sum(resurrected)::int AS resurrected, sum(went)::int AS went
  FROM (
    SELECT period, users, fresh, resurrected, 0 AS went FROM flow
    UNION ALL
    SELECT silent_period, 0, 0, 0, users FROM flow WHERE silent_period IS NOT NULL) AS moved
  GROUP BY period`;

function periodOf(day: string): string {
  return `CASE WHEN ${day} < $3::date THEN -1 ELSE (${day} - $3::date) / $4::int END`;
}

function at(numbers: string, day: string): string {
  return `(${numbers})[${day} - $1::date + 1]`;
}

/** Changes when somebody is erased, excluded or included: days that were read before may be of users who are gone. */
export const SELECT_USERS_MARK = `/* churn.users_mark */
  SELECT (SELECT coalesce(max(finished), 0) FROM erasure) || ' '
    || (SELECT count(*) || ' ' || coalesce(sum(hashint8extended(user_id, 0)), 0) FROM excluded_user) AS mark`;
