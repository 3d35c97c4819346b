/**
 * How many jobs of the kinds $1 wait, run, or ended within a day, by state, and how long the oldest that
 * waits has waited.
 */
export const COUNT_JOBS = `/* jobs.count */
  SELECT name AS kind, state, count(*)::int AS count,
         coalesce(max(extract(epoch FROM now() - greatest(created_on, start_after))), 0)::float8 AS "longestSeconds"
  FROM job_queue.job
  WHERE name = ANY($1) AND (state <= 'active' OR completed_on > now() - interval '1 day')
  GROUP BY name, state`;
