export const SELECT_RUN = `/* delivery.run */
  SELECT a.key AS audience, r.snapshot_date AS snapshot, p.snapshot_date AS "previousSnapshot", r.id AS run,
    r.previous_run_id AS "previousRun", r.members, r.digest::text AS digest, r.created_at AS "createdAt"
  FROM audience_run r JOIN audience a ON a.id = r.audience_id LEFT JOIN audience_run p ON p.id = r.previous_run_id
  WHERE r.id = $1`;

/** Of the run $1, or of its part $2. */
export const SELECT_CHANGES = `/* delivery.changes */
  SELECT c.id, c.user_id AS "userId", c.user_text AS "userText", c.entered, c.probability, c.reason
  FROM audience_change c WHERE c.run_id = $1 AND ($2::int IS NULL OR c.part = $2) ORDER BY c.part, c.user_id`;

export const SELECT_USERS = `/* delivery.users */
  SELECT user_id AS "userId", detail FROM delivery_user WHERE message_id = $1 ORDER BY user_id`;
