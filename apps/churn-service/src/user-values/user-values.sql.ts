import { advisoryLock } from '#common';

/** As who writes events: an erasure that has begun since waits for the end of the transaction. */
export const LOCK_AGAINST_ERASURE = `/* churn.lock_against_erasure */
  SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`;

/** One writer of members at a time. After it excluded users are read: an erasure has the lock when it begins. */
export const LOCK_AUDIENCES = `/* churn.lock_audiences */ SELECT ${advisoryLock('audiences')}`;
