import type { EventKind } from '../formats/archive-name.js';

export type EventTable = 'play_event' | 'download_event' | 'search_event' | 'feedback_event';
export type DayTable = EventTable | 'user_day';
export type PartitionedTable = DayTable | 'collected_event';

/** Where the events of a kind of archive go. */
export const EVENT_TABLES: Record<EventKind, EventTable> = {
  play: 'play_event',
  download: 'download_event',
  search: 'search_event',
  feedback: 'feedback_event',
};

/** Every table that has a partition for each loaded day. */
export const DAY_TABLES: DayTable[] = [...Object.values(EVENT_TABLES), 'user_day'];

/** Client event ids, with a partition for each day of which events were collected. */
export const COLLECTED_TABLE = 'collected_event';

/** Name of the table's partition of that day ('YYYY-MM-DD'). */
export function partitionOf(table: PartitionedTable, day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError('a day is written YYYY-MM-DD');
  return `${table}_${day.replaceAll('-', '')}`;
}

/** Name of the table's partition of the month of that day, which the partitions of its days are in. */
export function monthOf(table: PartitionedTable, day: string): string {
  return partitionOf(table, day).slice(0, -2);
}

/** Temporary: plays of a mapping that names an `event`, until it is known which of them other files have. */
export const KEYED_PLAYS = 'keyed_play';
