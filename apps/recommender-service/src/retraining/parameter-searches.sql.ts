/** The first attempt is the start. */
const SUMMARY = `id, data_from AS "dataFrom", cut, data_to AS "dataTo", start, best, accepted, created_at AS "createdAt",
  (report #>> '{attempts,0,ndcg}')::float8 AS "startNdcg",
  (report #>> '{chosen,ndcg}')::float8 AS "bestNdcg"`;

/** The $2 searches behind the newest $1. */
export const SELECT_PARAMETER_SEARCHES = `/* parameter_searches.page */
  SELECT ${SUMMARY} FROM parameter_search ORDER BY id DESC OFFSET $1 LIMIT $2`;

export const SELECT_PARAMETER_SEARCH = `/* parameter_searches.find */
  SELECT ${SUMMARY}, report FROM parameter_search WHERE id = $1`;

export const SELECT_SEARCH_SUMMARY = `/* parameter_searches.summary */
  SELECT ${SUMMARY} FROM parameter_search WHERE id = $1`;

/** What the newest search saw, and how long ago it was. */
export const SELECT_NEWEST_SEARCH = `/* parameter_searches.newest */
  SELECT (report -> 'likedPairs')::float8 AS "likedPairs", accepted,
    extract(epoch FROM now() - created_at)::float8 / 86400 AS "ageDays"
  FROM parameter_search ORDER BY id DESC LIMIT 1`;

/** The one that the next retrain follows. */
export const SELECT_ACCEPTED_SEARCH = `/* parameter_searches.accepted */
  SELECT ${SUMMARY} FROM parameter_search WHERE accepted ORDER BY id DESC LIMIT 1`;
