import { advisoryLock } from '../database/advisory-locks.js';

export const INSERT_JOB_PROGRESS = `/* jobs.insert */
  INSERT INTO job_progress (job_id, kind, input) VALUES ($1, $2, $3)`;

/** A scheduled job is created by the queue alone, and becomes visible here when it starts. */
export const ENSURE_JOB_PROGRESS = `/* jobs.ensure */
  INSERT INTO job_progress (job_id, kind, input) VALUES ($1, $2, $3) ON CONFLICT (job_id) DO NOTHING`;

export const DELETE_JOB_PROGRESS = `/* jobs.delete */
  DELETE FROM job_progress WHERE job_id = $1`;

export const UPDATE_JOB_PROGRESS = `/* jobs.progress */
  UPDATE job_progress SET step = $2, fraction = $3, detail = $4, updated_at = now()
  WHERE job_id = $1 RETURNING cancel_requested AS "cancelRequested"`;

export const REQUEST_JOB_CANCEL = `/* jobs.cancel */
  UPDATE job_progress SET cancel_requested = true, updated_at = now() WHERE job_id = $1`;

export const SELECT_JOB_PROGRESS = `/* jobs.find */
  SELECT job_id AS id, kind, input, step, fraction, detail, cancel_requested AS "cancelRequested",
         created_at AS "createdAt", updated_at AS "updatedAt"
  FROM job_progress WHERE job_id = $1`;

export const SELECT_NEWEST_JOBS = `/* jobs.newest */
  SELECT job_id AS id, kind, input, step, fraction, detail, cancel_requested AS "cancelRequested",
         created_at AS "createdAt", updated_at AS "updatedAt"
  FROM job_progress WHERE $1::text IS NULL OR kind = $1
  ORDER BY created_at DESC LIMIT $2`;

export const SELECT_OPEN_JOBS_OF_KIND = `/* jobs.open */
  SELECT job_id AS id FROM job_progress WHERE kind = $1 ORDER BY created_at DESC LIMIT 20`;

/** A job's owner holds this lock as long as its connection lives, so a dead owner is known at once. */
export const LOCK_JOB = `/* jobs.lock */
  SELECT ${advisoryLock('job', 'hashtext($1)', 'pg_try_advisory_lock')} AS locked`;

export const UNLOCK_JOB = `/* jobs.unlock */
  SELECT ${advisoryLock('job', 'hashtext($1)', 'pg_advisory_unlock')}`;
