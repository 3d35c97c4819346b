/** Lines of the archive $1: numbers $2 (int[]), reasons $3, users $4 (bigint[]) and texts $5. */
export const INSERT_REJECTED_LINES = `/* ingest.insert_rejected_lines */
  INSERT INTO rejected_line (archive_id, line_number, reason, user_id, line)
  SELECT $1::int, * FROM unnest($2::int[], $3::text[], $4::bigint[], $5::text[])`;

export const DELETE_REJECTED_LINES = `/* ingest.delete_rejected_lines */ DELETE FROM rejected_line WHERE archive_id = $1`;

export const DELETE_REPLAYED_LINES = `/* ingest.delete_replayed_lines */
  DELETE FROM rejected_line WHERE archive_id = $1 AND line_number = ANY ($2::int[])`;

export const SELECT_LINES_OF_ARCHIVE = `/* ingest.rejected_lines_of_archive */
  SELECT line_number AS number, reason, user_id AS "userId", line FROM rejected_line WHERE archive_id = $1
  ORDER BY line_number`;

/** The first three lines of the archive $1 that are stored of each reason. */
export const SELECT_EXAMPLES = `/* ingest.examples_of_rejected_lines */
  SELECT reason, (array_agg(line ORDER BY line_number))[:3] AS examples
  FROM rejected_line WHERE archive_id = $1 GROUP BY reason`;

/** Lines that were stored more than $1 days ago. */
export const DELETE_OLD_REJECTED_LINES = `/* ingest.delete_old_rejected_lines */
  DELETE FROM rejected_line WHERE stored_at < now() - make_interval(days => $1)`;

/** Of archives that hold no events any more, since retention dropped their days. */
export const DELETE_REJECTED_OF_DROPPED = `/* ingest.delete_rejected_of_dropped */
  DELETE FROM rejected_line USING archive WHERE archive.id = archive_id AND state = 'dropped'`;
