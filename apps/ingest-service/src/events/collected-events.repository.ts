import { Database, OuterIds } from '#common';
import type { Transaction } from '#common';
import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
import { Injectable } from '@nestjs/common';
import { addEventRow } from '../storage/copy/event-rows.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { eventArchiveName, seenSong } from './event-groups.js';
import type { EventGroup } from './event-groups.js';
import type { Refusal } from './event-members.js';
import type { CollectedEvent } from './read-event.js';
import { INSERT_SUPERSEDED } from './superseded-events.sql.js';

/**
 * Takes client event ids, $3 false, that are free or of rejected events; and stores those of rejected events, $3 true,
 * which stay free. Returns those that it took or stored. In one order: no deadlocks.
 */
const TAKE_EVENT_IDS = `/* ingest.take_event_ids */
  INSERT INTO collected_event (day, event_id, is_rejected)
  SELECT * FROM unnest($1::date[], $2::text[], $3::boolean[]) AS given(day, event_id, is_rejected) ORDER BY day, event_id
  ON CONFLICT (day, event_id) DO UPDATE SET is_rejected = false
    WHERE collected_event.is_rejected AND NOT excluded.is_rejected
  RETURNING day, event_id AS "eventId", is_rejected AS "isRejected"`;

/** Posted events of a day and kind are booked as the archive of this identity, $1. */
const SELECT_BOOKING_ID = `/* ingest.select_booking_id */ SELECT id FROM archive WHERE identity = $1`;

/** Of it, nothing counts yet. No row when another batch was faster. */
const INSERT_BOOKING = `/* ingest.insert_booking */
  INSERT INTO archive (identity, name, kind, day, state) VALUES ($1, $1, $2, $3, 'superseded') ON CONFLICT DO NOTHING RETURNING id`;

/** Leaves the counts of a day and kind, and its users $8 (bigint[]), to be finished. */
const INSERT_POSTED_COUNT = `/* ingest.insert_posted_count */
  WITH users AS (INSERT INTO posted_user (user_id, day) SELECT unnest($8::bigint[]), $1::date)
  INSERT INTO posted_count (day, kind, byte_count, line_count, event_count, rejected, repaired)
  VALUES ($1::date, $2, $3, $4, $5, $6, $7)`;

/** Posted events do not move the days that are believed. */
const SELECT_NEWEST_ARCHIVE_DAY = `/* ingest.newest_archive_day */
  SELECT greatest((SELECT max(day) FROM archive_event_day), (
    SELECT max(day) FROM archive WHERE state IN ('loaded', 'partial') AND NOT starts_with(identity, 'events/'))) AS day`;

/** Posted events in the tables, next to those of archives. */
@Injectable()
export class CollectedEventsRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly ids: OuterIds,
  ) {}

  /** The newest day with events of archives; null without one. */
  async newestArchiveDay(): Promise<string | null> {
    const [row] = await this.database.query<{ day: string | null }>(SELECT_NEWEST_ARCHIVE_DAY);
    return row!.day;
  }

  /**
   * Takes the ids of these events: answers which of them were new, and which of the rejected ones are to be
   * counted: each id once a day unless it is taken, and those without an id or a day.
   */
  async takeIds(
    transaction: Transaction,
    events: CollectedEvent[],
    rejected: Refusal[],
  ): Promise<{ taken: CollectedEvent[]; newlyRefused: Refusal[] }> {
    const ids = new Map<string, { day: string; eventId: string; isRejected: boolean }>();
    for (const { day, eventId } of rejected)
      if (day !== null && eventId !== null) ids.set(`${day} ${eventId}`, { day, eventId, isRejected: true });
    for (const { posted } of events) ids.set(idOf(posted), { ...posted, isRejected: false });
    const given = [...ids.values()];
    const stored = await transaction.query<(typeof given)[number]>(TAKE_EVENT_IDS, [
      given.map(({ day }) => day),
      given.map(({ eventId }) => eventId),
      given.map(({ isRejected }) => isRejected),
    ]);
    const [good, bad] = [false, true].map(
      (wanted) => new Set(stored.filter(({ isRejected }) => isRejected === wanted).map(idOf)),
    );
    return {
      taken: events.filter(({ posted }) => good!.has(idOf(posted))),
      newlyRefused: rejected.filter(
        ({ day, eventId }) => day === null || eventId === null || bad!.delete(idOf({ day, eventId })),
      ),
    };
  }

  /**
   * Stores what text ids mean, in a short transaction of its own: the lock of a key is not kept while
   * anything else is written. Whom an erasure has taken out gets none.
   * @throws DomainError conflict (id_collision)
   */
  async storeIds(events: CollectedEvent[]): Promise<void> {
    const songs = events.filter(({ kind, posted }) => kind !== 'search' && posted.songId !== '');
    const newSongs = await this.ids.unstored('song', new Set(songs.map(({ posted }) => posted.songId)));
    const newUsers = await this.ids.unstored('user', new Set(events.map(({ posted }) => posted.userId)));
    if (newSongs.size + newUsers.size === 0) return;
    await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetentionShortly(transaction);
      const erased = await this.erasedUsers.among(transaction, [...newUsers.keys()]);
      const users = [...newUsers].filter(([id]) => !erased.has(id));
      await this.ids.store(
        transaction,
        'user',
        users.map(([, text]) => text),
      );
      await this.ids.store(transaction, 'song', newSongs.values());
    });
  }

  /** Copies the group's events into their partition; its counts and users are left to be finished. */
  async add(transaction: Transaction, group: EventGroup): Promise<void> {
    const { day, kind, events, superseded, bytes, rejected, repaired } = group;
    const archiveId = await this.bookingOf(transaction, group);
    const users = new Set([...events, ...superseded].map(({ event }) => String(event.userId)));
    const lines = Object.values(rejected).reduce((sum, count) => sum + count, events.length);
    await transaction.query(INSERT_POSTED_COUNT, [
      day,
      kind,
      bytes,
      lines,
      events.length,
      JSON.stringify(rejected),
      JSON.stringify(repaired),
      [...users],
    ]);
    if (superseded.length > 0) {
      const kept = superseded.map((event) => supersededRow(event, archiveId));
      await transaction.query(INSERT_SUPERSEDED, [JSON.stringify(kept)]);
    }
    if (events.length === 0) return;
    const rows = new CopyRows();
    const at = pgDay(day);
    for (const { event, posted } of events) addEventRow(rows, kind, event, at, archiveId, minuteOf(posted));
    await this.events.copy(transaction, EVENT_TABLES[kind], day, rows.finish(), { isTimed: true });
  }

  /** The archive row of the group, which is made once; a load may have it locked, so it is not written to. */
  private async bookingOf(
    transaction: Transaction,
    { day, kind }: Pick<EventGroup, 'day' | 'kind'>,
  ): Promise<number> {
    const name = eventArchiveName({ day, kind });
    const known = await transaction.query<{ id: number }>(SELECT_BOOKING_ID, [name]);
    if (known.length > 0) return known[0]!.id;
    const [made] = await transaction.query<{ id: number }>(INSERT_BOOKING, [name, kind, day]);
    return made === undefined ? await this.bookingOf(transaction, { day, kind }) : made.id;
  }
}

function idOf({ day, eventId }: Pick<CollectedEvent['posted'], 'day' | 'eventId'>): string {
  return `${day} ${eventId}`;
}

function minuteOf({ time }: CollectedEvent['posted']): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return 60 * hours + minutes;
}

/** As a row of `superseded_event`. */
function supersededRow(collected: CollectedEvent, archiveId: number): object {
  const { kind, event, posted } = collected;
  const [song] = seenSong(collected);
  const play = kind === 'play' ? event : null;
  return {
    user_id: String(event.userId),
    song_id: song?.songId,
    day: posted.day,
    archive_id: archiveId,
    title: song?.title,
    singer: song?.singer,
    device: event.device,
    play_seconds: play?.playSeconds,
    song_seconds: play?.songSeconds,
    song_type: play?.songType,
    singer_hash: play?.singerHash,
    minute: play === null ? null : minuteOf(posted),
    ...(kind === 'feedback'
      ? {
          happened_at: `${posted.day} ${posted.time}`,
          said: event.said,
          of_singer: event.ofSinger,
        }
      : {}),
    ...(kind === 'search'
      ? {
          searched_at: `${posted.day} ${posted.time}`,
          query: event.query,
        }
      : {}),
  };
}
