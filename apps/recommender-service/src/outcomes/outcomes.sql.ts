/** Songs $2 shown of recommendation $1; those recorded before stay as they are. Nothing when version $5 has never existed. */
export const INSERT_IMPRESSIONS = `/* recommender.insert_impressions */
  INSERT INTO recommendation_impression
    (recommendation_id, song_id, shown_at, user_id, model_version, source, experiment_id, variant)
  SELECT $1, song_id, $3, $4, $5, $6, $7, $8 FROM unnest($2::bigint[]) AS shown(song_id)
  ON CONFLICT DO NOTHING
  RETURNING song_id`;

export const SELECT_IS_VERSION = `/* recommender.is_version */
  SELECT EXISTS (SELECT FROM model_version WHERE kind = 'recommender' AND version = $1) AS "isVersion"`;

/** Share of a song from which it was played through, as for the full plays of a user's day. */
const PLAYED_THROUGH = 0.8;

/**
 * What came of the songs shown from $1 to before $2: a song was clicked when an event of the same user names its recommendation, and
 * played through by the longest of its plays. Each shown song counts once, however many events followed.
 */
const FOLLOWED = `
  WITH shown AS (
    SELECT * FROM recommendation_impression WHERE shown_at >= $1 AND shown_at < $2
  ), outcome AS (
    SELECT s.*, f.played_share, f.downloaded FROM shown s LEFT JOIN LATERAL (
      SELECT max(e.played_share) AS played_share, bool_or(e.kind = 'download') AS downloaded
      FROM event_recommendation e
      WHERE e.recommendation_id = s.recommendation_id AND e.song_id = s.song_id
        AND (s.user_id IS NULL OR e.user_id = s.user_id)) AS f ON true
  )`;
const COUNTS = `count(DISTINCT recommendation_id)::int AS recommendations, count(*)::int AS impressions,
  count(downloaded)::int AS clicks, (count(*) FILTER (WHERE downloaded))::int AS downloads,
  (count(*) FILTER (WHERE played_share >= ${PLAYED_THROUGH}))::int AS "playThroughs"`;

export const SELECT_OUTCOMES = `/* recommender.outcomes */ ${FOLLOWED}
  SELECT model_version AS "modelVersion", source, ${COUNTS} FROM outcome
  GROUP BY model_version, source ORDER BY model_version DESC, source`;

export const SELECT_EXPERIMENT_OUTCOMES = `/* recommender.experiment_outcomes */ ${FOLLOWED}
  SELECT o.experiment_id AS "experimentId", e.name, o.variant, e.started_at AS "startedAt", e.ended_at AS "endedAt",
    array_agg(DISTINCT o.model_version) AS "modelVersions", count(DISTINCT o.user_id)::int AS users, ${COUNTS}
  FROM outcome o JOIN recommender_experiment e ON e.id = o.experiment_id
  GROUP BY o.experiment_id, e.name, e.started_at, e.ended_at, o.variant ORDER BY o.experiment_id DESC, o.variant`;
