/** A transaction that changes the list locks this row until it ends. */
export const COUNT_CHANGE_OF_ERASED = `/* ingest.count_change_of_erased */
  UPDATE revision SET value = value + 1 WHERE name = 'erased users'`;

export const SELECT_ERASED_REVISION = `/* ingest.erased_revision */
  SELECT value AS revision FROM revision WHERE name = 'erased users'`;

/** The next $2 hashes behind $1 (null: the first ones), ascending, 8 bytes each; no row at the end. */
export const SELECT_NEXT_ERASED = `/* ingest.next_erased */
  SELECT string_agg(int8send(hash), ''::bytea ORDER BY hash) AS bytes, max(hash) AS last
  FROM (SELECT hash FROM erased_user WHERE $1::bigint IS NULL OR hash > $1 ORDER BY hash LIMIT $2) AS next
  HAVING count(*) > 0`;

/** Adds the hashes $1 (bigint[]) for the erasure $2. */
export const INSERT_ERASED = `/* ingest.insert_erased */
  INSERT INTO erased_user (hash, erasure_id) SELECT unnest($1::bigint[]), $2 ORDER BY 1 ON CONFLICT DO NOTHING`;

/** Takes the hashes $1 (bigint[]) off the list; answers those that were on it. */
export const DELETE_ERASED = `/* ingest.delete_erased */
  DELETE FROM erased_user WHERE hash = ANY ($1::bigint[]) RETURNING hash`;

/** Which of the hashes $1 (bigint[]) are those of erased users. */
export const SELECT_ERASED_AMONG = `/* ingest.erased_among */
  SELECT hash FROM erased_user WHERE hash = ANY ($1::bigint[])`;
