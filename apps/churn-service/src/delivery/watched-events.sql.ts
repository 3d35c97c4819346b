/** Takes this minute's look for the caller, while there is an endpoint. */
export const BEGIN_WATCH = `/* delivery.begin_watch */
  UPDATE delivery_watch SET checked_at = now()
  WHERE checked_at <= now() - interval '1 minute' AND EXISTS (SELECT FROM delivery_endpoint) RETURNING seen`;

/** Stores what is reported now, $1, in place of $2; no row where another instance did. */
export const END_WATCH = `/* delivery.end_watch */
  UPDATE delivery_watch SET seen = $1::jsonb WHERE seen = $2::jsonb RETURNING true`;

/** The newest promotion of each kind of model. */
export const SELECT_LIVE_VERSIONS = `/* delivery.live_versions */
  SELECT DISTINCT ON (p.kind) p.id AS promotion, p.kind, v.version, p.reason, p.promoted_at AS "promotedAt"
  FROM model_promotion p JOIN model_version v ON v.id = p.model_version_id ORDER BY p.kind, p.id DESC`;
