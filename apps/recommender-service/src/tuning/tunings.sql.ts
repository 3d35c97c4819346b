const COLUMNS = `id, data_from AS "dataFrom", cut, data_to AS "dataTo", start, best, report, accepted, created_at AS "createdAt"`;

export const INSERT_TUNING = `/* tunings.insert */
  INSERT INTO recommender_tuning (data_from, cut, data_to, start, best, report, accepted)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`;

export const SELECT_TUNINGS = `/* tunings.list */
  SELECT ${COLUMNS} FROM recommender_tuning ORDER BY id DESC`;

/** The one that the next retrain follows. */
export const SELECT_ACCEPTED_TUNING = `/* tunings.accepted */
  SELECT ${COLUMNS} FROM recommender_tuning WHERE accepted ORDER BY id DESC LIMIT 1`;

export const UPDATE_ACCEPTED = `/* tunings.accept */
  UPDATE recommender_tuning SET accepted = $2 WHERE id = $1 RETURNING ${COLUMNS}`;
