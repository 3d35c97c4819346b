/**
 * The first $4 users behind user $3 whose ids lie in one of the ranges from $1 to $2 (bigint[]), ascending. From one user the next is looked up
 * in the index of each day, past all other days of the same user, so the number of users does not matter: a plan of DISTINCT may read the whole range.
 * Columns about a user without an event on any day, or who is being erased, are null.
 */
export const SELECT_USERS = `/* ingest.users */
  WITH found AS MATERIALIZED (
    SELECT one.user_id FROM unnest($1::bigint[], $2::bigint[]) AS ids(low, high)
    CROSS JOIN LATERAL (
      WITH RECURSIVE next AS (
        (SELECT d.user_id FROM user_day d WHERE d.user_id BETWEEN ids.low AND ids.high AND d.user_id > $3::bigint
         ORDER BY d.user_id LIMIT 1)
        UNION ALL
        SELECT behind.user_id FROM next CROSS JOIN LATERAL (
          SELECT d.user_id FROM user_day d WHERE d.user_id > next.user_id AND d.user_id <= ids.high
          ORDER BY d.user_id LIMIT 1) AS behind
      )
      SELECT user_id FROM next LIMIT $4) AS one
    ORDER BY one.user_id LIMIT $4
  )
  SELECT found.user_id AS "userId", seen.*, x.reason AS "excludedBecause"
  FROM found
  LEFT JOIN excluded_user x ON x.user_id = found.user_id
  CROSS JOIN LATERAL (
    SELECT min(d.day) AS "firstDay", max(d.day) AS "lastDay", count(*)::int AS days, coalesce(sum(d.plays), 0)::int AS plays
    FROM user_day d WHERE d.user_id = found.user_id AND d.plays + d.downloads + d.searches > 0
      AND x.by IS DISTINCT FROM 'erasure') AS seen
  ORDER BY found.user_id`;

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1::bigint AND x.by = 'erasure')`;

/** The newest $4 days of user $1 from $2 to $3, ascending; days without an event are not there. */
export const SELECT_DAYS_OF_USER = `/* ingest.days_of_user */
  SELECT day, plays, downloads, searches, "playSeconds", "fullPlays", "distinctSongs" FROM (
    SELECT day, plays, downloads, searches, play_seconds AS "playSeconds", full_plays AS "fullPlays",
      distinct_songs AS "distinctSongs"
    FROM user_day
    WHERE user_id = $1::bigint AND day BETWEEN $2::date AND $3::date AND plays + downloads + searches > 0 AND ${NOT_ERASED}
    ORDER BY day DESC LIMIT $4) AS newest
  ORDER BY day`;

export const SELECT_IS_KNOWN = `/* ingest.user_is_known */
  SELECT EXISTS (SELECT FROM user_day WHERE user_id = $1::bigint AND plays + downloads + searches > 0 AND ${NOT_ERASED})
    AS known`;
