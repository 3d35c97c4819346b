/** The user_id of impressions of guests. */
const GUEST = -1;

/**
 * Songs $2 shown at places $10, given to them with chances $11, of recommendation $1 by version $13 of the scenario
 * with id $12, at $3 or now; those recorded before stay as they are. Nothing of a user whose hash $9 is that of
 * an erased one.
 */
export const INSERT_IMPRESSIONS = `/* recommender.insert_impressions */
  INSERT INTO recommendation_impression
    (recommendation_id, song_id, shown_at, user_id, model_version, source, experiment_id, variant, place, propensity, scenario_id, scenario_version)
  SELECT $1, song_id, coalesce($3, now()), coalesce($4::bigint, ${GUEST}), $5, $6, $7, $8, place, propensity, $12::int, $13::int
  FROM unnest($2::bigint[], $10::smallint[], $11::real[]) AS shown(song_id, place, propensity)
  WHERE NOT EXISTS (SELECT 1 FROM erased_user WHERE hash = $9::bigint)
  ON CONFLICT DO NOTHING
  RETURNING song_id`;

/** Share of a song from which it was played through, as for the full plays of a user's day. */
const PLAYED_THROUGH = 0.8;

/** Events e that a shown song is clicked by. */
const IS_CLICK = `e.kind IN ('play', 'download')`;

/** What followed, of events e that name a shown song. */
const FOLLOWED = `max(e.played_share) AS played_share, bool_or(e.kind = 'download') AS downloaded`;

/**
 * What came of the songs shown from $1 to before $2, summed by \`groups\` and person: a song was clicked when
 * an event of the same user names its recommendation (of any user, where it was shown to a guest), and played
 * through by the longest of its plays. Each shown song counts once, however many events followed. Each answer
 * to a guest counts as a person. @param more conditions of impressions
 */
const byPerson = (groups: string, more = ''): string => `
  WITH guest AS MATERIALIZED (
    SELECT * FROM recommendation_impression WHERE user_id = ${GUEST} AND shown_at >= $1 AND shown_at < $2 ${more}
  ), followed_guest AS (
    SELECT recommendation_id, song_id, ${FOLLOWED} FROM guest JOIN event_recommendation e USING (recommendation_id, song_id)
    WHERE ${IS_CLICK} GROUP BY recommendation_id, song_id
  ), outcome AS (
    SELECT s.*, f.played_share, f.downloaded FROM recommendation_impression s LEFT JOIN LATERAL (
      SELECT ${FOLLOWED} FROM event_recommendation e
      WHERE e.user_id = s.user_id AND e.recommendation_id = s.recommendation_id AND e.song_id = s.song_id AND ${IS_CLICK}) AS f ON true
    WHERE s.user_id <> ${GUEST} AND s.shown_at >= $1 AND s.shown_at < $2 ${more}
    UNION ALL
    SELECT s.*, f.played_share, f.downloaded FROM guest s LEFT JOIN followed_guest f USING (recommendation_id, song_id)
  ), person AS (
    SELECT ${groups}, user_id, count(DISTINCT recommendation_id) AS recommendations, count(*) AS shown, count(downloaded) AS clicked,
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

/** Of the places that are looked at; behind them there are few. */
export const SELECT_PLACE_OUTCOMES = `/* recommender.place_outcomes */ ${byPerson('place')}
  SELECT place, ${COUNTS} FROM person WHERE place <= 50 GROUP BY place ORDER BY place`;

/** By scenario and version, with the plays and downloads of these days that name the scenario. */
export const SELECT_SCENARIO_OUTCOMES = `/* recommender.scenario_outcomes */
  ${byPerson('scenario_id, scenario_version', 'AND scenario_id IS NOT NULL')}
  SELECT s.name AS scenario, scenario_version AS version, ${COUNTS}, (
      SELECT count(*)::int FROM event_recommendation e
      WHERE e.scenario = s.name AND ${IS_CLICK} AND e.day >= ($1 AT TIME ZONE 'UTC')::date AND e.day < ($2 AT TIME ZONE 'UTC')::date
    ) AS "namingEvents"
  FROM person JOIN scenario s ON s.id = scenario_id
  GROUP BY s.name, scenario_version ORDER BY s.name, scenario_version DESC`;

/** Rows of a start page that no version makes, which are the same for all variants. */
const OF_NO_VERSION = `source IN ('again', 'forgotten', 'trending')`;

/**
 * Experiments $3 by variant, with what they have shown from $1 to before $2: a row a challenger, and one of
 * the control. @param by whose versions are compared
 */
export const selectVariantOutcomes = (by: 'model_version' | 'scenario_version'): string =>
  `/* recommender.variant_outcomes */ ${byPerson(`experiment_id, variant, ${by}`, `AND experiment_id = ANY ($3::int[]) AND NOT ${OF_NO_VERSION}`)}
  SELECT experiment_id AS "experimentId", variant, array_agg(DISTINCT ${by}) AS versions,
    count(DISTINCT user_id)::int AS users, ${COUNTS}
  FROM person GROUP BY experiment_id, variant, CASE WHEN variant = 'challenger' THEN ${by} END`;

/** Who was shown something while an experiment $3 ran that no variant had answered. */
export const SELECT_WITHOUT_VARIANT = `/* recommender.without_variant */
  SELECT e.id AS "experimentId", count(DISTINCT s.user_id) FILTER (WHERE s.user_id <> ${GUEST})::int AS users,
    count(DISTINCT s.recommendation_id) FILTER (WHERE s.user_id = ${GUEST})::int AS "guestAnswers"
  FROM recommender_experiment e LEFT JOIN recommendation_impression s ON s.experiment_id IS NULL AND NOT s.${OF_NO_VERSION}
    AND (e.scenario IS NULL OR s.scenario_id = (SELECT id FROM scenario WHERE name = e.scenario))
    AND s.shown_at >= greatest($1, e.started_at) AND s.shown_at < least($2, coalesce(e.ended_at, 'infinity'))
  WHERE e.id = ANY ($3::int[]) GROUP BY e.id`;

/**
 * At most $2 users, drawn by a hash, with the songs that they were shown from $1 on at the first $3 places,
 * of lists of which some places were drawn.
 */
export const SELECT_LOGGED = `/* recommender.logged */
  SELECT s.user_id::text AS "userId", json_agg(json_build_object('songId', s.song_id::text, 'place', s.place,
    'propensity', s.propensity, 'isClicked', EXISTS (
      SELECT FROM event_recommendation e
      WHERE e.user_id = s.user_id AND e.recommendation_id = s.recommendation_id AND e.song_id = s.song_id AND ${IS_CLICK}))) AS shown
  FROM recommendation_impression s
  WHERE s.user_id <> ${GUEST} AND s.shown_at >= $1 AND s.place <= $3 AND s.propensity IS NOT NULL
  GROUP BY s.user_id ORDER BY hashint8(s.user_id) LIMIT $2`;
