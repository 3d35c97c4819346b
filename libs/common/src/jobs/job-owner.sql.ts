import { advisoryLock, heldLockSql } from '../database/advisory-locks.js';

/** Begins a transaction in which the server ends the connection of a host that vanished after 5 + 3 * 2 s. */
export const HOLD_CONNECTION = `
  BEGIN; SET LOCAL tcp_keepalives_idle = 5; SET LOCAL tcp_keepalives_interval = 2; SET LOCAL tcp_keepalives_count = 3`;

/** Shared, so that two jobs of one hash do not wait for each other. */
export const LOCK_RUNNING_JOB = `/* jobs.lock-running */
  SELECT ${advisoryLock('runningJob', 'hashtext($1)', 'pg_advisory_lock_shared')}`;

export const UNLOCK_RUNNING_JOB = `/* jobs.unlock-running */
  SELECT ${advisoryLock('runningJob', 'hashtext($1)', 'pg_advisory_unlock_shared')}`;

/** Jobs of all kinds that run and whose lock is free, with their last confirmation. */
export const SELECT_UNLOCKED_JOBS = `/* jobs.unlocked */
  SELECT j.id, j.name AS kind, j.heartbeat_on::text AS "confirmedAt"
  FROM job_queue.queue q JOIN job_queue.job j ON j.name = q.name
  WHERE j.state = 'active' AND j.heartbeat_seconds IS NOT NULL
    AND NOT EXISTS (${heldLockSql('runningJob', 'hashtext(j.id::text)')})`;

/**
 * The job $1 when its last confirmation still is $2 and its lock is free; no process confirms it until the
 * transaction ends.
 */
export const LOCK_DEAD_JOB = `${SELECT_UNLOCKED_JOBS} AND j.id = $1 AND j.heartbeat_on = $2::timestamptz FOR UPDATE OF j SKIP LOCKED`;
