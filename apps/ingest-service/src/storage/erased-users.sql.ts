export const SELECT_ALL_ERASED = `/* ingest.all_erased */ SELECT hash FROM erased_user`;

/** Which of the hashes $1 (bigint[]) are those of erased users. */
export const SELECT_ERASED_AMONG = `/* ingest.erased_among */
  SELECT hash FROM erased_user WHERE hash = ANY ($1::bigint[])`;
