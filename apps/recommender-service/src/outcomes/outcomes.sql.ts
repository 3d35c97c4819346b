/** The user_id of impressions of guests. */
const GUEST = -1;

/**
 * Songs $2 shown of recommendation $1, at $3 or now; those recorded before stay as they are. Nothing of a
 * user whose hash $9 is that of an erased one.
 */
export const INSERT_IMPRESSIONS = `/* recommender.insert_impressions */
  INSERT INTO recommendation_impression
    (recommendation_id, song_id, shown_at, user_id, model_version, source, experiment_id, variant)
  SELECT $1, song_id, coalesce($3, now()), coalesce($4::bigint, ${GUEST}), $5, $6, $7, $8 FROM unnest($2::bigint[]) AS shown(song_id)
  WHERE NOT EXISTS (SELECT 1 FROM erased_user WHERE hash = $9::bigint)
  ON CONFLICT DO NOTHING
  RETURNING song_id`;

/** Share of a song from which it was played through, as for the full plays of a user's day. */
const PLAYED_THROUGH = 0.8;

/** What followed, of events e that name a shown song. */
const FOLLOWED = `max(e.played_share) AS played_share, bool_or(e.kind = 'download') AS downloaded`;

/**
 * What came of the songs shown from $1 to before $2, summed by \`groups\` and person: a song was clicked when
 * an event of the same user names its recommendation (of any user, where it was shown to a guest), and played
 * through by the longest of its plays. Each shown song counts once, however many events followed. Each answer
 * to a guest counts as a person.
 */
const byPerson = (groups: string): string => `
  WITH guest AS MATERIALIZED (
    SELECT * FROM recommendation_impression WHERE user_id = ${GUEST} AND shown_at >= $1 AND shown_at < $2
  ), followed_guest AS (
    SELECT recommendation_id, song_id, ${FOLLOWED} FROM guest JOIN event_recommendation e USING (recommendation_id, song_id)
    GROUP BY recommendation_id, song_id
  ), outcome AS (
    SELECT s.*, f.played_share, f.downloaded FROM recommendation_impression s LEFT JOIN LATERAL (
      SELECT ${FOLLOWED} FROM event_recommendation e
      WHERE e.user_id = s.user_id AND e.recommendation_id = s.recommendation_id AND e.song_id = s.song_id) AS f ON true
    WHERE s.user_id <> ${GUEST} AND s.shown_at >= $1 AND s.shown_at < $2
    UNION ALL
    SELECT s.*, f.played_share, f.downloaded FROM guest s LEFT JOIN followed_guest f USING (recommendation_id, song_id)
  ), person AS (
    SELECT ${groups}, count(DISTINCT recommendation_id) AS recommendations, count(*) AS shown, count(downloaded) AS clicked,
      count(*) FILTER (WHERE downloaded) AS downloaded,
      count(*) FILTER (WHERE played_share >= ${PLAYED_THROUGH}) AS played
    FROM outcome GROUP BY ${groups}, user_id, CASE WHEN user_id = ${GUEST} THEN recommendation_id END
  )`;

/** The sums that a rate with its interval needs, see PersonSums. */
const personSums = (cases: string, successes: string): string => `json_build_object(
    'people', count(*) FILTER (WHERE ${cases} > 0), 'cases', sum(${cases}), 'successes', sum(${successes}),
    'casesSquared', sum(${cases} * ${cases}), 'products', sum(${cases} * ${successes}),
    'successesSquared', sum(${successes} * ${successes}))`;

const COUNTS = `sum(recommendations)::int AS recommendations, sum(shown)::int AS impressions, sum(clicked)::int AS clicks,
  sum(downloaded)::int AS downloads, sum(played)::int AS "playThroughs",
  ${personSums('shown', 'clicked')} AS "clicked", ${personSums('clicked', 'played')} AS "playedThrough"`;

export const SELECT_OUTCOMES = `/* recommender.outcomes */ ${byPerson('model_version, source')}
  SELECT model_version AS "modelVersion", source, ${COUNTS} FROM person
  GROUP BY model_version, source ORDER BY model_version DESC, source`;

export const SELECT_EXPERIMENT_OUTCOMES = `/* recommender.experiment_outcomes */ ${byPerson('experiment_id, variant')}
  SELECT p.experiment_id AS "experimentId", e.name, p.variant, e.started_at AS "startedAt", e.ended_at AS "endedAt",
    (SELECT array_agg(DISTINCT o.model_version) FROM outcome o
     WHERE o.experiment_id = p.experiment_id AND o.variant = p.variant) AS "modelVersions",
    count(*)::int AS users, ${COUNTS}
  FROM person p JOIN recommender_experiment e ON e.id = p.experiment_id
  GROUP BY p.experiment_id, e.name, e.started_at, e.ended_at, p.variant ORDER BY p.experiment_id DESC, p.variant`;
