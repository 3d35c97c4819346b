import type { IdForm } from '#common';
import { idProblem, internalIdOf } from '#common/outer-ids';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toUSVString } from 'node:util';
import type { EventKind } from '../formats/archive-name.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { DayLimits } from '../formats/plausible-day.js';
import { meaningOf } from '../formats/rejection.js';
import { repairBit } from '../formats/repair.js';
import { scanLine } from '../formats/scanned-line.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import { readMembers } from './event-members.js';
import type { PostedEvent, Refusal } from './event-members.js';

/** One posted event that can be stored, read by the rules of the log of its kind. */
export type CollectedEvent = {
  [Kind in EventKind]: {
    kind: Kind;
    event: EventOfKind[Kind];
    posted: PostedEvent;
    line: ScannedLine;
    /** Bits of the repair rules used. */
    repairs: number;
  };
}[EventKind];

/** Read in one turn of the event loop: 3 ms of usual events, 12 of the longest. */
const SLICE = 500;

/** A batch of posted events, read by the form of ids that the database has, or shall have. */
export interface ReadBatch {
  form: IdForm;
  events: (CollectedEvent | Refusal)[];
}

/**
 * Reads a batch.
 * @param fixed the form of ids; null, in an empty database: numbers when half of the good events of the batch or more
 * have such ids
 */
export async function readBatch(
  batch: unknown[],
  fixed: IdForm | null,
  limits: DayLimits,
): Promise<ReadBatch> {
  const readAs = async (form: IdForm): Promise<ReadBatch> => {
    return { form, events: await readEvents(batch, Date.now(), limits, form) };
  };
  if (fixed !== null) return await readAs(fixed);
  const [numeric, text] = [await readAs('numeric'), await readAs('text')];
  return 2 * good(numeric) < good(text) ? text : numeric;
}

function good({ events }: ReadBatch): number {
  return events.filter((event) => !('reason' in event)).length;
}

/**
 * Reads a batch by slices; other requests run between them.
 * @param now the clock, in milliseconds
 * @param form what ids of users and songs are
 */
export async function readEvents(
  batch: unknown[],
  now: number,
  limits: DayLimits,
  form: IdForm,
): Promise<(CollectedEvent | Refusal)[]> {
  const read: (CollectedEvent | Refusal)[] = [];
  while (read.length < batch.length) {
    if (read.length > 0) await nextTurn();
    for (const event of batch.slice(read.length, read.length + SLICE))
      read.push(readEvent(event, now, limits, form));
  }
  return read;
}

/**
 * Reads one posted event: it becomes a line of the log of its kind, which the parser of that log reads, so
 * that both ways into the tables follow the same rules. Never throws.
 * @param now the clock, in milliseconds
 */
export function readEvent(
  value: unknown,
  now: number,
  limits: DayLimits,
  form: IdForm = 'numeric',
): CollectedEvent | Refusal {
  const posted = readMembers(value, now, limits);
  if ('reason' in posted) return posted;
  const named = form === 'text' ? withInternalIds(posted) : posted;
  if ('reason' in named) return named;
  const line = scanLine(logLine(named));
  const { eventId, kind, day } = posted;
  const event = FORMATS[kind].parse(line);
  if (typeof event === 'string') return { reason: event, meaning: meaningOf(event), eventId, kind, day };
  return { kind, event, posted, line, repairs: event.repairs & ~rulesOfNothing(posted) } as CollectedEvent;
}

/** The event with internal ids in place of texts; an id that is left out stays so. */
function withInternalIds(posted: PostedEvent): PostedEvent | Refusal {
  const { eventId, kind, day, userId, songId } = posted;
  const refused = (reason: 'user_id_malformed' | 'song_id_malformed', name: string, problem: string) => {
    return { reason, meaning: `${name} ${problem}.`, eventId, kind, day };
  };
  const ofUser = userId === '' ? null : idProblem(userId);
  if (ofUser !== null) return refused('user_id_malformed', 'userId', ofUser);
  const ofSong = songId === '' ? null : idProblem(songId);
  if (ofSong !== null) return refused('song_id_malformed', 'songId', ofSong);
  const internal = (text: string): string => (text === '' ? '' : internalIdOf(text));
  return { ...posted, userId: internal(userId), songId: internal(songId) };
}

function logLine(posted: PostedEvent): string {
  const { kind, said, day, time, userId, device, songId, songType, title, singer } = posted;
  const { playSeconds, songSeconds } = posted;
  const song = songId === '' ? '0' : songId;
  const fields = {
    play: [userId, device, song, songType, title, singer, playSeconds, songSeconds || '0', '0'],
    download: [userId, device, song, title, singer, '0'],
    feedback: [userId, device, song, said ?? '', title, singer, `${day} ${time}`],
    // A posted query is plain text; encoded, the decoder of the logs gives it back as it was.
    search: [userId, device, `${day} ${time}`, encodeURIComponent(toUSVString(posted.query))],
  };
  return fields[kind].map((field) => toUSVString(field).replace(/[\t\r\n]+/g, ' ')).join('\t');
}

/** Rules that would count members which were not sent, or our own encoding of the query, as repairs. */
function rulesOfNothing({ device, songId, songType, playSeconds }: PostedEvent): number {
  let bits = repairBit('query_percent_decoded');
  if (device === '') bits |= repairBit('device_unknown');
  if (songId === '') bits |= repairBit('song_id_unknown');
  if (songType === '') bits |= repairBit('song_type_unreadable');
  if (playSeconds === '') bits |= repairBit('play_seconds_unreadable');
  return bits;
}
