export const TRY_LOCK = `/* churn.lock_after_load */
  SELECT pg_try_advisory_xact_lock(hashtextextended('churn after load', 0)) AS locked`;
