import type { EventKind } from '../event-kinds.js';

const COLUMNS: Record<EventKind, string> = { play: 'd.plays', download: 'd.downloads', search: 'd.searches' };

/** Number of events of the kinds on one row `d` of user_day. */
export function dailyEvents(kinds: readonly EventKind[]): string {
  return kinds.map((kind) => COLUMNS[kind]).join(' + ');
}
