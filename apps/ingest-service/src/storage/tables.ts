import type { EventKind } from '../formats/archive-name.js';

export type EventTable = 'play_event' | 'download_event' | 'search_event';
export type DayTable = EventTable | 'user_day';
export type PartitionedTable = DayTable | 'collected_event';

/** Where the events of a kind of archive go. */
export const EVENT_TABLES: Record<EventKind, EventTable> = {
  play: 'play_event',
  download: 'download_event',
  search: 'search_event',
};

/** Every table that has a partition for each loaded day. */
export const DAY_TABLES: DayTable[] = ['play_event', 'download_event', 'search_event', 'user_day'];

/** Client event ids, with a partition for each day of which events were collected. */
export const COLLECTED_TABLE = 'collected_event';

/**
 * Columns in the order in which rows are copied. Play lines of archives have no time of day, nor have
 * downloads: the order of plays within a day is unknown, and everything that is made from them counts whole
 * days.
 */
export const EVENT_COLUMNS: Record<EventTable, string> = {
  play_event: 'user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device, singer_hash',
  download_event: 'user_id, song_id, day, archive_id, device',
  search_event: 'user_id, searched_at, day, archive_id, device, query',
};

/** Name of the table's partition of that day ('YYYY-MM-DD'). */
export function partitionOf(table: PartitionedTable, day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError('a day is written YYYY-MM-DD');
  return `${table}_${day.replaceAll('-', '')}`;
}
