/** Events and active users of the days from $1 to $2, without users who are excluded now. */
export const SELECT_VOLUMES = `/* churn.volumes */
  SELECT d.day, sum(d.plays + d.downloads + d.searches)::float8 AS events, count(*)::int AS users
  FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND d.plays + d.downloads + d.searches > 0
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)
  GROUP BY d.day ORDER BY d.day`;

/** The newest $2 sets of version $1. */
export const SELECT_WATCHED_SETS = `/* churn.watched_sets */
  SELECT s.snapshot_date AS "snapshotDate", s.user_count AS "userCount", s.quantiles
  FROM churn_score_set s WHERE s.model_version_id = $1 ORDER BY s.snapshot_date DESC LIMIT $2`;
