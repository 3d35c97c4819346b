import { toCellSql } from '#common/cells';
import { isCalendarDay } from '#common/calendar';
import { EVENT_TABLES } from '../storage/tables.js';
import type { EventKind } from '../formats/archive-name.js';

/** Codes 1..4 as the logs write them; other devices have no name. */
const DEVICE = `(ARRAY['ar', 'ip', 'mc', 'wp'])[nullif(device, 0)] AS device`;

/** The columns of each CSV, under the names that this family of data uses. */
const COLUMNS: Record<EventKind, string> = {
  play: `user_id AS uid, ${DEVICE}, coalesce(song_id, 0) AS song_id, song_type, ${toCellSql('title')} AS song_name,
    ${toCellSql('singer')} AS singer, play_seconds AS play_time, song_seconds AS song_length, 0 AS paid_flag, day AS date`,
  download: `user_id AS uid, ${DEVICE}, coalesce(song_id, 0) AS song_id, ${toCellSql('title')} AS song_name,
    ${toCellSql('singer')} AS singer, 0 AS paid_flag, day AS date`,
  // Encoded as far as a decoder would change it, so that reading it gives back the very query.
  search: `user_id AS uid, ${DEVICE}, searched_at AS time_stamp,
    ${toCellSql("replace(replace(query, '%', '%25'), '+', '%2B')")} AS search_query, day AS date`,
};

/**
 * The events of a kind, as a SELECT without parameters for COPY. In the order of the tables, since sorting needs memory.
 * @param from first day, @param to last day, both 'YYYY-MM-DD'; null: no limit
 * @throws RangeError for a text that is no day, since it becomes part of the statement
 */
export function exportEventsSql(kind: EventKind, from: string | null, to: string | null): string {
  const songs = kind === 'search' ? '' : 'LEFT JOIN song USING (song_id)';
  const limits = [
    ...(from === null ? [] : [`day >= ${dayLiteral(from)}`]),
    ...(to === null ? [] : [`day <= ${dayLiteral(to)}`]),
  ];
  return `/* ingest.export_events */ SELECT ${COLUMNS[kind]} FROM ${EVENT_TABLES[kind]} ${songs}
    ${limits.length === 0 ? '' : `WHERE ${limits.join(' AND ')}`}`;
}

function dayLiteral(day: string): string {
  if (!isCalendarDay(day)) throw new RangeError('a day is written YYYY-MM-DD');
  return `DATE '${day}'`;
}
