/**
 * Stored lines of the archive of the identity $1 (null: of all), rejected for the reason $2 (null: for any),
 * newest archives first.
 * @param isPage from behind the line $4 of the archive $3 (null: from the beginning), at most $5
 */
export function selectRejectedLines(isPage: boolean): string {
  return `/* ingest.rejected_lines */
  SELECT archive_id AS "archiveId", archive.name AS archive, sha256, line_number AS line,
    rejected_line.reason, line AS text, stored_at AS "storedAt"
  FROM rejected_line JOIN archive ON archive.id = archive_id
  WHERE ($1::text IS NULL OR identity = $1) AND ($2::text IS NULL OR rejected_line.reason = $2)
    ${isPage ? 'AND ($3::int IS NULL OR archive_id < $3 OR archive_id = $3 AND line_number > $4::int)' : ''}
  ORDER BY archive_id DESC, line_number ${isPage ? 'LIMIT $5' : ''}`;
}
