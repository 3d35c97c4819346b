import { dailyEvents } from '../dataset/daily-events.sql.js';
import type { EventKind } from '../event-kinds.js';

/** Days with an event of one of the kinds, up to $1, of users who are not excluded. */
const activeDays = (kinds: readonly EventKind[]) => `
  SELECT d.user_id, d.day FROM user_day d
  WHERE d.day <= $1::date AND ${dailyEvents(kinds)} > 0
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)`;

/**
 * Who came and who went, by period ($4: day or week) from $2 to $1; a row without a period is what had gone before. A user is dormant after
 * $3 complete days without an event. $5, $6 and $7 are the calendar: days, complete days up to each, whether it is one.
 */
export function lifecycleSql(kinds: readonly EventKind[]): string {
  return `/* churn.lifecycle */
  WITH calendar AS (
    SELECT day, number, is_whole, number - is_whole::int AS before, date_trunc($4, day::timestamp)::date AS period
    FROM unnest($5::date[], $6::int[], $7::bool[]) AS _(day, number, is_whole)
  ), active AS (${activeDays(kinds)}
  ), seen AS (
    SELECT user_id, day FROM active WHERE day >= $2::date
    UNION ALL SELECT user_id, max(day) FROM active WHERE day < $2::date GROUP BY user_id
  ), step AS (
    -- Complete days up to this day, before it, up to the active day before, and before the next one.
    SELECT seen.user_id, seen.day, c.period, c.number, c.before, lag(c.number) OVER days AS last, lead(c.before) OVER days AS next
    FROM seen JOIN calendar c USING (day)
    WINDOW days AS (PARTITION BY seen.user_id ORDER BY seen.day)
  ), came AS (
    SELECT period, count(DISTINCT user_id) AS users, count(*) FILTER (WHERE last IS NULL) AS fresh,
      count(*) FILTER (WHERE before - last >= $3::int) AS resurrected
    FROM step WHERE day >= $2::date GROUP BY period
  ), went AS (
    SELECT CASE WHEN gone.day >= $2::date THEN gone.period END AS period, count(*) AS users
    FROM step JOIN calendar gone ON gone.is_whole AND gone.number = step.number + $3::int
    WHERE step.number + $3::int <= coalesce(step.next, (SELECT max(number) FROM calendar))
    GROUP BY 1
  )
  SELECT period::text, coalesce(came.users, 0)::int AS users, coalesce(came.fresh, 0)::int AS fresh,
    coalesce(came.resurrected, 0)::int AS resurrected, coalesce(went.users, 0)::int AS went
  FROM came FULL JOIN went USING (period)`;
}

/** Of users whose first event lies in a week from $2 on: how many had an event so many weeks later, up to $1. */
export function cohortsSql(kinds: readonly EventKind[]): string {
  return `/* churn.cohorts */
  WITH active AS (${activeDays(kinds)}
  ), joined AS (
    SELECT user_id, date_trunc('week', min(day)::timestamp)::date AS week FROM active GROUP BY user_id HAVING min(day) >= $2::date
  )
  SELECT joined.week::text, (date_trunc('week', active.day::timestamp)::date - joined.week) / 7 AS age,
    count(DISTINCT active.user_id)::int AS users
  FROM joined JOIN active USING (user_id) GROUP BY 1, 2 ORDER BY 1, 2`;
}
