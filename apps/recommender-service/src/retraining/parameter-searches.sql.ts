/** The best of the attempts is the one with the largest NDCG; the first attempt is the start. */
const SUMMARY = `id, data_from AS "dataFrom", cut, data_to AS "dataTo", start, best, accepted, created_at AS "createdAt",
  (report #>> '{attempts,0,ndcg}')::float8 AS "startNdcg",
  (SELECT max((attempt ->> 'ndcg')::float8) FROM jsonb_array_elements(report -> 'attempts') AS attempt) AS "bestNdcg"`;

export const INSERT_PARAMETER_SEARCH = `/* parameter_searches.insert */
  INSERT INTO parameter_search (data_from, cut, data_to, start, best, report, accepted)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${SUMMARY}`;

/** The $2 searches behind the newest $1. */
export const SELECT_PARAMETER_SEARCHES = `/* parameter_searches.page */
  SELECT ${SUMMARY} FROM parameter_search ORDER BY id DESC OFFSET $1 LIMIT $2`;

export const COUNT_PARAMETER_SEARCHES = `/* parameter_searches.count */
  SELECT count(*)::int AS total FROM parameter_search`;

export const SELECT_PARAMETER_SEARCH = `/* parameter_searches.find */
  SELECT ${SUMMARY}, report FROM parameter_search WHERE id = $1`;

/** The one that the next retrain follows. */
export const SELECT_ACCEPTED_SEARCH = `/* parameter_searches.accepted */
  SELECT ${SUMMARY} FROM parameter_search WHERE accepted ORDER BY id DESC LIMIT 1`;

export const UPDATE_ACCEPTED = `/* parameter_searches.accept */
  UPDATE parameter_search SET accepted = $2 WHERE id = $1 RETURNING ${SUMMARY}`;
