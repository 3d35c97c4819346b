import { MAX_ID_CHARACTERS } from '#common/outer-ids';
import { isCalendarDay } from '#common/calendar';
import { toUSVString } from 'node:util';
import type { EventKind } from '../formats/archive-name.js';
import { EVENT_WORDS, kindOf, saidBy } from '../formats/feedback-line.js';
import type { Said } from '../formats/feedback-line.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { DayLimits } from '../formats/plausible-day.js';
import { meaningOf } from '../formats/rejection.js';
import type { EventRejectionReason } from '../formats/rejection.js';

const MAX_TEXT = 1_000;
const MAX_ID_TEXT = 100;
const MOST_PLACE = 32_767;
/** UTF-16 code units of an id of a user or a song. */
const MAX_OUTER_ID = 2 * MAX_ID_CHARACTERS;
const HAPPENED_AT =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

/** A posted event whose members have the right types; the values are not read yet. */
export interface PostedEvent {
  eventId: string;
  kind: EventKind;
  /** Of feedback alone. */
  said: Said | null;
  /** 'YYYY-MM-DD' and 'HH:MM:SS' as they were written: the offset, if any, does not shift them. */
  day: string;
  time: string;
  /** East of UTC, as it was written; null: it was not. */
  offsetMinutes: number | null;
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
  scenario: string | null;
  session: string | null;
  /** In the list that it was chosen from, from 1 on. */
  place: number | null;
}

const COMMON = ['eventId', 'kind', 'happenedAt', 'userId', 'device'];
const OF_SONG = [
  ...COMMON,
  ...['songId', 'title', 'singer', 'recommendationId', 'scenario', 'session', 'place'],
];
const MEMBERS: Record<EventKind, ReadonlySet<string>> = {
  play: new Set([...OF_SONG, 'songType', 'playSeconds', 'songSeconds']),
  download: new Set(OF_SONG),
  feedback: new Set(OF_SONG),
  search: new Set([...COMMON, 'query']),
};
/** Of an event whose kind is unknown. */
const ANY_MEMBERS = new Set(Object.values(MEMBERS).flatMap((members) => [...members]));

export interface Refusal {
  /** The first problem of the event. */
  reason: EventRejectionReason;
  /** All problems that were found, in sentences. */
  meaning: string;
  eventId: string | null;
  kind: EventKind | null;
  /** The day whose counts it is in; null unless the id, the kind and the time are good. */
  day: string | null;
}

/** Checks the shape of one posted event: members, types, kind and time. Never throws. */
export function readMembers(value: unknown, now: number, limits: DayLimits): PostedEvent | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const reason = 'event_not_an_object';
    return { reason, meaning: meaningOf(reason), eventId: null, kind: null, day: null };
  }
  const event = value as Record<string, unknown>;
  const problems: { reason: EventRejectionReason; members?: string[] }[] = [];
  const eventId = isEventId(event['eventId']) ? event['eventId'] : null;
  if (eventId === null) problems.push({ reason: 'event_id_malformed' });
  const word = EVENT_WORDS.find((known) => known === event['kind']) ?? null;
  const kind = word === null ? null : kindOf(word);
  if (word === null) problems.push({ reason: 'kind_unknown' });
  const happened = readTime(event['happenedAt'], now, limits);
  if (typeof happened === 'string') problems.push({ reason: happened });
  const known = kind === null ? ANY_MEMBERS : MEMBERS[kind];
  const unknown = Object.keys(event).filter((name) => !known.has(name));
  if (unknown.length > 0) problems.push({ reason: 'member_unknown', members: unknown });

  const malformed: string[] = [];
  const text = (name: string, most: number): string => {
    const given = event[name] ?? '';
    if (typeof given === 'string' && given.length <= most) return given;
    malformed.push(name);
    return '';
  };
  /** Ids come as text, since JSON numbers lose digits; a number is taken while it is exact. */
  const number = (name: string, whole: boolean, most = MAX_ID_TEXT): string => {
    const given = event[name] ?? '';
    if (typeof given === 'string' && given.length <= most) return given;
    if (typeof given === 'number' && (!whole || Number.isSafeInteger(given))) return String(given);
    malformed.push(name);
    return '';
  };
  const place = event['place'] ?? null;
  const isPlace =
    place === null || (Number.isInteger(place) && Number(place) > 0 && Number(place) <= MOST_PLACE);
  if (!isPlace) malformed.push('place');
  const members = {
    userId: number('userId', true, MAX_OUTER_ID),
    device: text('device', MAX_ID_TEXT),
    songId: number('songId', true, MAX_OUTER_ID),
    songType: number('songType', true),
    title: text('title', MAX_TEXT),
    singer: text('singer', MAX_TEXT),
    playSeconds: number('playSeconds', false),
    songSeconds: number('songSeconds', false),
    query: text('query', MAX_TEXT),
    recommendationId: text('recommendationId', MAX_ID_TEXT) || null,
    scenario: text('scenario', MAX_ID_TEXT) || null,
    session: text('session', MAX_ID_TEXT) || null,
    place: place as number | null,
  };
  for (const name of ['recommendationId', 'scenario', 'session'] as const)
    if (!isStorable(members[name] ?? '')) malformed.push(name);
  if (malformed.length > 0) problems.push({ reason: 'member_malformed', members: malformed });
  if (eventId !== null && word !== null && typeof happened !== 'string' && problems.length === 0)
    return { eventId, kind: kindOf(word), said: saidBy(word), ...happened, ...members };
  const meaning = problems.map(({ reason, members = [] }) => meaningOf(reason, members)).join(' ');
  const isCounted = eventId !== null && kind !== null && typeof happened !== 'string';
  return { reason: problems[0]!.reason, meaning, eventId, kind, day: isCounted ? happened.day : null };
}

function isEventId(given: unknown): given is string {
  return typeof given === 'string' && given !== '' && given.length <= MAX_ID_TEXT && isStorable(given);
}

/** Day and time as they were written, or what is wrong with them. */
function readTime(
  given: unknown,
  now: number,
  limits: DayLimits,
): Pick<PostedEvent, 'day' | 'time' | 'offsetMinutes'> | EventRejectionReason {
  const happened = typeof given === 'string' ? HAPPENED_AT.exec(given) : null;
  if (happened === null || !isCalendarDay(happened[1]!)) return 'happened_at_unreadable';
  const [, day, time, offset] = happened as unknown as [string, string, string, string | undefined];
  const { first, last } = plausibleDays(limits, now);
  if (day > last) return 'happened_in_future';
  return day < first ? 'day_implausible' : { day, time, offsetMinutes: minutesOf(offset) };
}

/** Of an offset such as +05:30 or Z. */
function minutesOf(offset: string | undefined): number | null {
  if (offset === undefined) return null;
  if (offset === 'Z') return 0;
  const minutes = 60 * Number(offset.slice(1, 3)) + Number(offset.slice(4));
  return offset.startsWith('-') ? -minutes : minutes;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && toUSVString(text) === text;
}
