/** A transaction that changes the list locks this row until it ends. */
export const COUNT_CHANGE_OF_ERASED = `/* ingest.count_change_of_erased */
  UPDATE revision SET value = value + 1 WHERE name = 'erased users'`;

export const SELECT_ERASED_REVISION = `/* ingest.erased_revision */
  SELECT value AS revision FROM revision WHERE name = 'erased users'`;

/** All hashes, 8 bytes each; null: there is none. */
export const SELECT_ERASED = `/* ingest.erased */
  SELECT string_agg(int8send(hash), ''::bytea) AS bytes FROM erased_user`;

/** Adds the hashes $1 (bigint[]) for the erasure $2. */
export const INSERT_ERASED = `/* ingest.insert_erased */
  INSERT INTO erased_user (hash, erasure_id) SELECT unnest($1::bigint[]), $2 ORDER BY 1 ON CONFLICT DO NOTHING`;

/** Takes the hashes $1 (bigint[]) off the list; answers those that were on it. */
export const DELETE_ERASED = `/* ingest.delete_erased */
  DELETE FROM erased_user WHERE hash = ANY ($1::bigint[]) RETURNING hash`;

/** Which of the hashes $1 (bigint[]) are those of erased users. */
export const SELECT_ERASED_AMONG = `/* ingest.erased_among */
  SELECT hash FROM erased_user WHERE hash = ANY ($1::bigint[])`;
