import type { Database } from '#common';

const STATES = {
  archives: `SELECT name, kind, day, part, sha256, byte_count, state, reason, line_count, event_count, rejected, repaired
    FROM archive ORDER BY name`,
  plays: `SELECT e.day, user_id, song_id, play_seconds, song_seconds, song_type, device, name FROM play_event e
    JOIN archive a ON a.id = e.archive_id`,
  downloads: `SELECT e.day, user_id, song_id, device, name FROM download_event e JOIN archive a ON a.id = e.archive_id
    ORDER BY e.day, user_id, song_id, name`,
  searches: `SELECT e.day, user_id, device, searched_at::text, query, name FROM search_event e
    JOIN archive a ON a.id = e.archive_id ORDER BY e.day, user_id, searched_at, query, name`,
  songs: 'SELECT * FROM song ORDER BY song_id',
  lengths: 'SELECT * FROM song_length ORDER BY song_id, seconds',
  userDays: 'SELECT * FROM user_day ORDER BY day, user_id',
};

export type TableState = Record<keyof typeof STATES, Record<string, unknown>[]>;

/** Everything that a load writes, in a fixed order and without what differs from run to run (ids and times). */
export async function tableState(database: Database): Promise<TableState> {
  const state: Partial<TableState> = {};
  for (const [name, sql] of Object.entries(STATES)) {
    const rows = await database.query<Record<string, unknown>>(sql);
    state[name as keyof TableState] = name === 'plays' ? sortedRows(rows) : rows;
  }
  return state as TableState;
}

/** Plays have no key: the text of the whole row orders them. */
function sortedRows(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
