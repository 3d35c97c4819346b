import { advisoryLock, lockHoldersSql } from '../database/advisory-locks.js';

/** Shared, so that two jobs of one hash do not wait for each other. */
export const LOCK_RUNNING_JOB = `/* jobs.lock-running */
  SELECT ${advisoryLock('runningJob', 'hashtext($1)', 'pg_advisory_lock_shared')}`;

export const UNLOCK_RUNNING_JOB = `/* jobs.unlock-running */
  SELECT ${advisoryLock('runningJob', 'hashtext($1)', 'pg_advisory_unlock_shared')}`;

/** The ids of $2 whose jobs, of the kinds $1, run. */
export const SELECT_ACTIVE = `/* jobs.active */
  SELECT id FROM job_queue.job WHERE name = ANY($1) AND id = ANY($2::uuid[]) AND state = 'active'`;

/** Jobs of all kinds that run and whose lock is free. */
export const SELECT_UNLOCKED_JOBS = `/* jobs.unlocked */
  SELECT j.id, j.name AS kind
  FROM job_queue.queue q JOIN job_queue.job j ON j.name = q.name
  WHERE j.state = 'active' AND j.heartbeat_seconds IS NOT NULL
    AND NOT EXISTS (${lockHoldersSql('runningJob', 'hashtext(j.id::text)')})`;

/** The running job $2 of kind $1 when its lock is free; no process gets that before the transaction has ended. */
export const LOCK_DEAD_JOB = `/* jobs.lock-dead */
  SELECT FROM job_queue.job WHERE name = $1 AND id = $2 AND state = 'active'
    AND ${advisoryLock('runningJob', 'hashtext($2::text)', 'pg_try_advisory_xact_lock')} FOR UPDATE SKIP LOCKED`;
