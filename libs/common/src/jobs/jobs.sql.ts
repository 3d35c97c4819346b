import { advisoryLock } from '../database/advisory-locks.js';

/** State of the job `j` of the queue (pg-boss), as callers see it. */
export const JOB_STATE = `CASE WHEN j.state < 'active' THEN 'queued' WHEN j.state = 'active' THEN 'running'
    WHEN j.state = 'completed' THEN 'succeeded' ELSE j.state::text END`;

/** A job of the queue with its progress. */
const JOB = `
  j.id, j.name AS kind, ${JOB_STATE} AS state, coalesce(j.data, '{}') AS input, j.output,
  j.created_on AS "createdAt", j.started_on AS "startedAt", j.completed_on AS "finishedAt",
  coalesce(p.step, CASE WHEN j.started_on IS NULL THEN 'waiting to start' ELSE 'starting' END) AS step,
  p.fraction, coalesce(p.detail, '{}') AS detail`;

export const SELECT_JOB = `/* jobs.find */
  SELECT ${JOB} FROM job_queue.job j LEFT JOIN job_progress p ON p.job_id = j.id
  WHERE j.name = ANY($1) AND j.id = $2`;

export const SELECT_NEWEST_JOBS = `/* jobs.newest */
  SELECT newest.* FROM unnest($1::text[]) AS kinds (kind)
  CROSS JOIN LATERAL (
    SELECT ${JOB} FROM job_queue.job j LEFT JOIN job_progress p ON p.job_id = j.id
    WHERE j.name = kinds.kind ORDER BY j.created_on DESC LIMIT $2
  ) AS newest
  ORDER BY "createdAt" DESC LIMIT $2`;

export const SELECT_OPEN_JOB = `/* jobs.open */
  SELECT id FROM job_queue.job WHERE name = $1 AND state <= 'active' ORDER BY created_on LIMIT 1`;

export const SELECT_RUNNING = `/* jobs.running */ SELECT id FROM job_queue.job WHERE name = $1 AND state = 'active'`;

export const SELECT_OPEN_INPUTS = `/* jobs.open-inputs */
  SELECT coalesce(data, '{}') AS input FROM job_queue.job WHERE name = $1 AND state <= 'active'`;

/**
 * Until the transaction ends no other transaction adds a job of the kind, so the queue is as long as it was
 * counted to be.
 */
export const LOCK_QUEUE = `/* jobs.lock-queue */
  SELECT ${advisoryLock('jobQueue', 'hashtext($1)')}`;

export const COUNT_WAITING_JOBS = `/* jobs.waiting */
  SELECT count(*)::int AS waiting FROM job_queue.job WHERE name = $1 AND state < 'active'`;

/**
 * How many jobs of the kinds $1 wait, run, or ended within a day, by state, and how long the oldest that
 * waits has waited.
 */
export const COUNT_JOBS = `/* jobs.count */
  SELECT j.name AS kind, ${JOB_STATE} AS state, count(*)::int AS count,
         coalesce(max(extract(epoch FROM now() - greatest(j.created_on, j.start_after))), 0)::float8 AS "longestSeconds"
  FROM job_queue.job j
  WHERE j.name = ANY($1) AND (j.state <= 'active' OR j.completed_on > now() - interval '1 day')
  GROUP BY 1, 2`;

/** A job that runs has no output; one that shall stop has this mark in its place, until it has ended. */
const CANCEL_REQUESTED = 'cancelRequested';

/**
 * Stores the step $3, the fraction $4 and the figures $5 of a job, or nothing where the step is null. No row
 * when the job does not run (any more): another process decided about it.
 */
export const SAVE_PROGRESS = `/* jobs.save-progress */
  WITH running AS (
    SELECT id, coalesce(output ? '${CANCEL_REQUESTED}', false) AS "cancelRequested"
    FROM job_queue.job WHERE name = $1 AND id = $2 AND state = 'active'
  ), saved AS (
    INSERT INTO job_progress (job_id, step, fraction, detail)
    SELECT id, $3::text, $4::real, $5::jsonb FROM running WHERE $3 IS NOT NULL
    ON CONFLICT (job_id) DO UPDATE SET step = excluded.step, fraction = excluded.fraction, detail = excluded.detail
  )
  SELECT "cancelRequested" FROM running`;

/**
 * By this and not by pg-boss, which would cancel a job too that has begun meanwhile, and let another run
 * next to it.
 */
export const CANCEL_WAITING_JOB = `/* jobs.cancel-waiting */
  UPDATE job_queue.job SET state = 'cancelled', completed_on = now()
  WHERE name = ANY($1) AND id = $2 AND state < 'active'`;

export const REQUEST_CANCEL = `/* jobs.request-cancel */
  UPDATE job_queue.job SET output = '{"${CANCEL_REQUESTED}": true}'
  WHERE name = ANY($1) AND id = $2 AND state = 'active'`;

export const DELETE_PROGRESS_WITHOUT_JOB = `/* jobs.prune */
  DELETE FROM job_progress p WHERE NOT EXISTS (SELECT FROM job_queue.job j WHERE j.id = p.job_id)`;
