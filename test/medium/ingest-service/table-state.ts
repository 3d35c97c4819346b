import type { Database } from '#common';

const STATES = {
  archives: `SELECT name, kind, day, part, sha256, byte_count, state, reason, line_count, event_count, rejected, repaired
    FROM archive ORDER BY name`,
  downloads: `SELECT e.day, user_id, song_id, device, name FROM download_event e JOIN archive a ON a.id = e.archive_id
    ORDER BY e.day, user_id, song_id, name`,
  searches: `SELECT e.day, user_id, device, searched_at::text, query, name FROM search_event e
    JOIN archive a ON a.id = e.archive_id ORDER BY e.day, user_id, searched_at, query, name`,
  songs: 'SELECT * FROM song ORDER BY song_id',
  lengths: 'SELECT * FROM song_length ORDER BY song_id, seconds',
  userDays: 'SELECT * FROM user_day ORDER BY day, user_id',
};

/** One text a play: there are thousands, and comparing objects would take seconds. */
const PLAYS = `SELECT concat_ws(' ', e.day, user_id, coalesce(song_id::text, '-'), coalesce(play_seconds::text, '-'),
    coalesce(song_seconds::text, '-'), coalesce(song_type::text, '-'), device, name) AS play
  FROM play_event e JOIN archive a ON a.id = e.archive_id ORDER BY 1`;

export type TableState = Record<keyof typeof STATES, Record<string, unknown>[]> & { plays: string[] };

/** Everything that a load writes, in a fixed order and without what differs from run to run (ids and times). */
export async function tableState(database: Database): Promise<TableState> {
  const plays = (await database.query<{ play: string }>(PLAYS)).map(({ play }) => play);
  const others: Record<string, Record<string, unknown>[]> = {};
  for (const [name, sql] of Object.entries(STATES)) others[name] = await database.query(sql);
  return { ...(others as Record<keyof typeof STATES, Record<string, unknown>[]>), plays };
}
