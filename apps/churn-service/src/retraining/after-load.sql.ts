import { advisoryLock } from '#common';

export const TRY_LOCK = `/* churn.lock_after_load */
  SELECT ${advisoryLock('scoringAfterLoad', '0', 'pg_try_advisory_xact_lock')} AS locked`;
