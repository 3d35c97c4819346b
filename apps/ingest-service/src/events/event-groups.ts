import type { EventKind } from '../formats/archive-name.js';
import { repairRules } from '../formats/repair.js';
import { readSongText } from '../formats/song-text.js';
import type { SeenSong } from '../storage/songs/songs.repository.js';
import type { Refusal } from './event-members.js';
import type { CollectedEvent } from './read-event.js';

/** The posted events of one day and kind: what an archive is to the logs, and booked as one. */
export interface EventGroup {
  day: string;
  kind: EventKind;
  events: CollectedEvent[];
  /** Archives count in their place; they are among the rejected ones. */
  superseded: CollectedEvent[];
  rejected: Record<string, number>;
  repaired: Record<string, number>;
  bytes: number;
}

/** The name under which collected events of a day and kind are booked; no file can have it. */
export function eventArchiveName({ day, kind }: Pick<EventGroup, 'day' | 'kind'>): string {
  return `events/${day}/${kind}`;
}

/**
 * Where a song's title came from, in a form that sorts by day; archives sort after posted events of their
 * day.
 */
function titleSource({ day, kind }: Pick<EventGroup, 'day' | 'kind'>): string {
  return `${day.replaceAll('-', '')}/${eventArchiveName({ day, kind })}`;
}

/**
 * Groups by day and kind, in that order, so that all batches lock days in the same order. Refused events
 * whose day or kind is unknown belong to none.
 */
export function groupEvents(
  accepted: Iterable<CollectedEvent>,
  superseded: Iterable<CollectedEvent>,
  refused: Refusal[],
): EventGroup[] {
  const groups = new Map<string, EventGroup>();
  const groupOf = (day: string, kind: EventKind): EventGroup => {
    const key = `${day}/${kind}`;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = { day, kind, events: [], superseded: [], rejected: {}, repaired: {}, bytes: 0 };
    groups.set(key, group);
    return group;
  };
  for (const event of accepted) {
    const group = groupOf(event.posted.day, event.kind);
    group.events.push(event);
    group.bytes += event.line.end - event.line.start;
    for (const rule of repairRules(event.repairs)) group.repaired[rule] = (group.repaired[rule] ?? 0) + 1;
  }
  for (const event of superseded) {
    const group = groupOf(event.posted.day, event.kind);
    group.superseded.push(event);
    group.bytes += event.line.end - event.line.start;
    group.rejected['superseded'] = group.superseded.length;
  }
  for (const { day, kind, reason } of refused) {
    if (day === null || kind === null) continue;
    const { rejected } = groupOf(day, kind);
    rejected[reason] = (rejected[reason] ?? 0) + 1;
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** The song of a posted event, with what the event says of it; none of searches and of unknown songs. */
export function seenSong(collected: CollectedEvent): SeenSong[] {
  if (collected.kind === 'search' || collected.event.songId === null) return [];
  const { event, line, posted, kind } = collected;
  const title = readSongText(line.bytes, event.titleStart, event.titleEnd);
  return [
    {
      songId: String(event.songId),
      title,
      singer: title === null ? null : readSongText(line.bytes, event.singerStart, event.singerEnd),
      namedIn: title === null ? null : titleSource({ day: posted.day, kind }),
      seconds: collected.kind === 'play' ? collected.event.songSeconds : null,
    },
  ];
}
