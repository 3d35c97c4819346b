/**
 * $1 to $3: the key, $4: who claims it, $5: fingerprint of the request, $6: for how many seconds. No row when
 * the key has been used, unless that was by the same request, whose handler has ended without an answer.
 */
export const CLAIM_KEY = `/* idempotency.claim */
  INSERT INTO idempotency_key AS known (credential, route, key, claim, fingerprint, claimed_until)
  VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
  ON CONFLICT (credential, route, key) DO UPDATE
    SET claim = excluded.claim, claimed_until = excluded.claimed_until
    WHERE known.answer IS NULL AND known.claimed_until < now() AND known.fingerprint = excluded.fingerprint
  RETURNING job_id AS "jobId", created_at < now() AS "isRepeated"`;
