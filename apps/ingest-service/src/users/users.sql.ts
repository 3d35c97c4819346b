/**
 * Users with a day among the first $3 from user $1 to $2, ascending. The days are read in the order of the
 * index, $3 at most for any number of users; a plan of DISTINCT alone may read the whole range.
 */
export const SELECT_FIRST_USERS = `/* ingest.first_users */
  SELECT DISTINCT user_id AS "userId" FROM (
    SELECT user_id FROM user_day WHERE user_id BETWEEN $1::bigint AND $2::bigint ORDER BY user_id LIMIT $3) AS first
  ORDER BY user_id`;

/**
 * The first $3 users with days whose text ids begin with $1, behind the text $2 (null: from the beginning).
 */
export const SELECT_USERS_BY_TEXT = `/* ingest.users_by_text */
  SELECT k.user_id AS "userId", k.text FROM user_key k
  WHERE k.text ^@ $1 AND ($2::text IS NULL OR k.text > $2) AND EXISTS (SELECT FROM user_day d WHERE d.user_id = k.user_id)
  ORDER BY k.text LIMIT $3`;

/** Of the users $1 (bigint[]) those with an event who are not being erased, ascending. */
export const SELECT_USERS = `/* ingest.users */
  SELECT d.user_id AS "userId", min(d.day) AS "firstDay", max(d.day) AS "lastDay", count(*)::int AS days, sum(d.plays)::int AS plays,
    x.reason AS "excludedBecause"
  FROM user_day d LEFT JOIN excluded_user x ON x.user_id = d.user_id
  WHERE d.user_id = ANY ($1::bigint[]) AND d.plays + d.downloads + d.searches + d.feedback > 0 AND x.by IS DISTINCT FROM 'erasure'
  GROUP BY d.user_id, x.reason ORDER BY d.user_id`;

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1::bigint AND x.by = 'erasure')`;

/** The newest $4 days of user $1 from $2 to $3, ascending; days without an event are not there. */
export const SELECT_DAYS_OF_USER = `/* ingest.days_of_user */
  SELECT * FROM (
    SELECT day, plays, downloads, searches, feedback, play_seconds AS "playSeconds" FROM user_day
    WHERE user_id = $1::bigint AND day BETWEEN $2::date AND $3::date AND plays + downloads + searches + feedback > 0 AND ${NOT_ERASED}
    ORDER BY day DESC LIMIT $4) AS newest
  ORDER BY day`;

export const SELECT_IS_KNOWN = `/* ingest.user_is_known */
  SELECT EXISTS (SELECT FROM user_day WHERE user_id = $1::bigint AND plays + downloads + searches + feedback > 0 AND ${NOT_ERASED})
    AS known`;
