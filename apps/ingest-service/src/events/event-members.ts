import { DAY_MS, isCalendarDay } from '#common/calendar';
import { toUSVString } from 'node:util';
import type { EventKind } from '../formats/archive-name.js';
import { isPlausibleDay, plausibleDays } from '../formats/plausible-day.js';
import type { DayLimits } from '../formats/plausible-day.js';
import type { EventRejectionReason } from '../formats/event-rejection.js';

const MAX_TEXT = 1_000;
const MAX_ID_TEXT = 100;
const HAPPENED_AT =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

/** A posted event whose members have the right types; the values are not read yet. */
export interface PostedEvent {
  eventId: string;
  kind: EventKind;
  /** 'YYYY-MM-DD' and 'HH:MM:SS' as they were written: the offset, if any, does not shift them. */
  day: string;
  time: string;
  userId: string;
  device: string;
  songId: string;
  songType: string;
  title: string;
  singer: string;
  playSeconds: string;
  songSeconds: string;
  query: string;
  recommendationId: string | null;
}

const COMMON = ['eventId', 'kind', 'happenedAt', 'userId', 'device'];
const MEMBERS: Record<EventKind, ReadonlySet<string>> = {
  play: new Set([
    ...COMMON,
    ...['songId', 'songType', 'title', 'singer', 'playSeconds', 'songSeconds', 'recommendationId'],
  ]),
  download: new Set([...COMMON, 'songId', 'title', 'singer', 'recommendationId']),
  search: new Set([...COMMON, 'query']),
};

export interface Refusal {
  reason: EventRejectionReason;
  /** Known as far as the event could be read. */
  eventId: string | null;
  kind: EventKind | null;
  day: string | null;
}

/** Checks the shape of one posted event: members, types, kind and time. Never throws. */
export function readMembers(value: unknown, now: number, limits: DayLimits): PostedEvent | Refusal {
  const refusal: Refusal = { reason: 'event_not_an_object', eventId: null, kind: null, day: null };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refusal;
  const event = value as Record<string, unknown>;
  const because = (reason: EventRejectionReason): Refusal => ({ ...refusal, reason });
  const { eventId, kind } = event;
  if (typeof eventId !== 'string' || eventId === '' || eventId.length > MAX_ID_TEXT || !isStorable(eventId)) {
    return because('event_id_malformed');
  }
  refusal.eventId = eventId;
  if (kind !== 'play' && kind !== 'download' && kind !== 'search') return because('kind_unknown');
  refusal.kind = kind;
  const happened = typeof event['happenedAt'] === 'string' ? HAPPENED_AT.exec(event['happenedAt']) : null;
  if (happened === null || !isCalendarDay(happened[1]!)) return because('happened_at_unreadable');
  const [, day, time, offset] = happened;
  const latest = now + limits.MAX_DAYS_AHEAD * DAY_MS;
  if (Date.parse(`${day}T${time!}${offset ?? 'Z'}`) > latest) return because('happened_in_future');
  if (!isPlausibleDay(day, plausibleDays(limits, now))) return because('day_implausible');
  refusal.day = day!;
  if (Object.keys(event).some((name) => !MEMBERS[kind].has(name))) return because('member_unknown');

  let malformed = false;
  const text = (name: string, most: number): string => {
    const given = event[name] ?? '';
    if (typeof given === 'string' && given.length <= most) return given;
    malformed = true;
    return '';
  };
  /** Ids come as text, since JSON numbers lose digits; a number is taken while it is exact. */
  const number = (name: string, whole: boolean): string => {
    const given = event[name] ?? '';
    if (typeof given === 'string' && given.length <= MAX_ID_TEXT) return given;
    if (typeof given === 'number' && (!whole || Number.isSafeInteger(given))) return String(given);
    malformed = true;
    return '';
  };
  const posted: PostedEvent = {
    eventId,
    kind,
    day: day,
    time: time!,
    userId: number('userId', true),
    device: text('device', MAX_ID_TEXT),
    songId: number('songId', true),
    songType: number('songType', true),
    title: text('title', MAX_TEXT),
    singer: text('singer', MAX_TEXT),
    playSeconds: number('playSeconds', false),
    songSeconds: number('songSeconds', false),
    query: text('query', MAX_TEXT),
    recommendationId: text('recommendationId', MAX_ID_TEXT) || null,
  };
  if (posted.recommendationId !== null && !isStorable(posted.recommendationId)) malformed = true;
  return malformed ? because('member_malformed') : posted;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && toUSVString(text) === text;
}
