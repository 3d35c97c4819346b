import type { Database } from '#common';

/** Without the folder of the test. */
const placeOf = (column: string): string => `regexp_replace(${column}, '/\\S*/logs-[^/]+/', '')`;

/** Everything that a load writes, but for what differs from run to run: ids, which stand for names, and times. */
const CONTENTS = {
  archives: `SELECT a.name, ${placeOf('a.identity')} AS identity, a.kind, a.day, a.part, a.sha256, a.byte_count, a.state, a.reason, a.refusal,
      a.line_count, a.event_count, a.rejected, a.repaired,
      original.name AS duplicate_of
    FROM archive a LEFT JOIN archive original ON original.id = a.duplicate_of ORDER BY a.name`,
  archiveDays: `SELECT name, e.day, e.event_count FROM archive_event_day e JOIN archive a ON a.id = archive_id
    ORDER BY name, e.day`,
  // One text a play: there are thousands, and comparing objects would take seconds.
  plays: `SELECT concat_ws(' ', e.day, user_id, coalesce(song_id::text, '-'), coalesce(play_seconds::text, '-'),
      coalesce(song_seconds::text, '-'), coalesce(song_type::text, '-'), device, name) AS play
    FROM play_event e JOIN archive a ON a.id = e.archive_id ORDER BY 1`,
  singerHashes: `SELECT e.day, user_id, song_id, singer_hash, count(*) AS plays FROM play_event e
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  downloads: `SELECT e.day, user_id, song_id, device, name FROM download_event e JOIN archive a ON a.id = e.archive_id
    ORDER BY e.day, user_id, song_id, name`,
  searches: `SELECT e.day, user_id, device, searched_at::text, query, name FROM search_event e
    JOIN archive a ON a.id = e.archive_id ORDER BY e.day, user_id, searched_at, query, name`,
  songs: `SELECT song_id, title, singer, length_seconds, ${placeOf('named_in')} AS named_in, lengths, length_plays, event_count
    FROM song ORDER BY song_id`,
  userDays: 'SELECT * FROM user_day ORDER BY day, user_id',
  excludedUsers: 'SELECT user_id, reason, by, evidence FROM excluded_user ORDER BY user_id',
  rejectedLines: `SELECT name, line_number, l.reason, user_id, line FROM rejected_line l JOIN archive a ON a.id = archive_id
    ORDER BY name, line_number`,
  droppedDays: 'SELECT day FROM dropped_day ORDER BY day',
  sampleLogs: 'SELECT manifest FROM sample_log_set',
};

type Content = keyof typeof CONTENTS;
export type TableState = Record<Exclude<Content, 'plays'>, Record<string, unknown>[]> & { plays: string[] };

/** All rows, in a fixed order. */
export async function tableState(database: Database): Promise<TableState> {
  const tables: Partial<Record<Content, Record<string, unknown>[]>> = {};
  for (const [name, sql] of Object.entries(CONTENTS)) tables[name as Content] = await database.query(sql);
  const { plays, ...others } = tables as Record<Content, Record<string, unknown>[]>;
  return { ...others, plays: plays.map(({ play }) => play as string) };
}

/** The same of large tables: how many rows each holds, and a sum over the hashes of their contents. */
export async function tableChecksums(
  database: Database,
): Promise<Record<string, { rows: number; checksum: string }>> {
  const checksums: Record<string, { rows: number; checksum: string }> = {};
  for (const [name, sql] of Object.entries(CONTENTS)) {
    const [row] = await database.query<{ rows: number; checksum: string }>(
      `SELECT count(*)::int AS rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS checksum
       FROM (${sql}) AS t`,
    );
    checksums[name] = row!;
  }
  return checksums;
}
