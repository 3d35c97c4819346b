import { advisoryLock } from '../database/advisory-locks.js';

/** A job of the queue (pg-boss) with its progress, which it has from its start on. */
const JOB = `
  j.id, j.name AS kind, j.state, coalesce(j.data, '{}') AS input, j.output,
  j.created_on AS "createdAt", j.started_on AS "startedAt", j.completed_on AS "finishedAt",
  coalesce(p.step, 'waiting to start') AS step, p.fraction, coalesce(p.detail, '{}') AS detail`;

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
 * With new lines $6 of its log, of which those up to number $7 go. No row when the job does not run (any
 * more): another process decided about it.
 */
export const SAVE_PROGRESS = `/* jobs.progress */
  WITH saved AS (
    INSERT INTO job_progress (job_id, step, fraction, detail)
    SELECT id, $3, $4, $5::jsonb FROM job_queue.job WHERE name = $1 AND id = $2 AND state = 'active'
    ON CONFLICT (job_id) DO UPDATE
      SET step = excluded.step, fraction = excluded.fraction, detail = excluded.detail, updated_at = now()
    RETURNING job_id, cancel_requested
  ), added AS (
    INSERT INTO job_log_line (job_id, number, at, step, fraction, detail)
    SELECT saved.job_id, line.* FROM saved,
      jsonb_to_recordset($6::jsonb) AS line (number integer, at timestamptz, step text, fraction real, detail jsonb)
    ON CONFLICT (job_id, number) DO UPDATE SET fraction = excluded.fraction, detail = excluded.detail
  ), dropped AS (
    DELETE FROM job_log_line l USING saved WHERE l.job_id = saved.job_id AND l.number <= $7::int
  )
  SELECT cancel_requested AS "cancelRequested" FROM saved`;

export const SELECT_LOG = `/* jobs.log */
  SELECT number, at, step, fraction, detail FROM job_log_line WHERE job_id = $1 ORDER BY number`;

/**
 * By this and not by pg-boss, which would cancel a job too that has begun meanwhile, and let another run
 * next to it.
 */
export const CANCEL_WAITING_JOB = `/* jobs.cancel-waiting */
  UPDATE job_queue.job SET state = 'cancelled', completed_on = now()
  WHERE name = ANY($1) AND id = $2 AND state < 'active'`;

export const REQUEST_CANCEL = `/* jobs.request-cancel */
  INSERT INTO job_progress (job_id, cancel_requested)
  SELECT id, true FROM job_queue.job WHERE name = ANY($1) AND id = $2 AND state = 'active'
  ON CONFLICT (job_id) DO UPDATE SET cancel_requested = true, updated_at = now()`;

export const DELETE_PROGRESS_WITHOUT_JOB = `/* jobs.prune */
  DELETE FROM job_progress p WHERE NOT EXISTS (SELECT FROM job_queue.job j WHERE j.id = p.job_id)`;
