import { LONG_STATEMENTS, OuterIds } from '#common';
import type { IdForm, Transaction } from '#common';
import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
import { Injectable } from '@nestjs/common';
import { addEventRow } from '../storage/copy/event-rows.js';
import { LOCK_ROWS_OF_USERS } from '../storage/locks.sql.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import {
  BOOK_EVENTS,
  DELETE_OLD_RECENT_EVENTS,
  INSERT_EVENT_RECOMMENDATIONS,
  INSERT_RECENT_EVENTS,
  INSERT_REJECTED_IDS,
  REOPEN_BOOKED_EVENTS,
  SET_LOCK_TIMEOUT,
  TAKE_EVENT_IDS,
} from './collected-events.sql.js';
import { eventArchiveName, seenSong } from './event-groups.js';
import type { EventGroup } from './event-groups.js';
import type { Refusal } from './event-members.js';
import type { CollectedEvent } from './read-event.js';
import { INSERT_SUPERSEDED } from './superseded-events.sql.js';

/** Posted events in the tables, next to those of archives. */
@Injectable()
export class CollectedEventsRepository {
  constructor(
    private readonly loading: ArchivesRepository,
    private readonly events: EventsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly ids: OuterIds,
  ) {}

  async lockDays(transaction: Transaction, days: string[]): Promise<void> {
    await transaction.query(SET_LOCK_TIMEOUT);
    await this.droppedDays.blockRetention(transaction);
    await this.loading.lock(transaction, days, []);
  }

  /** Takes the ids of these events; answers which of them were new. */
  async takeIds(transaction: Transaction, events: CollectedEvent[]): Promise<CollectedEvent[]> {
    const taken = await transaction.query<{ day: string; eventId: string }>(TAKE_EVENT_IDS, [
      events.map(({ posted }) => posted.day),
      events.map(({ posted }) => posted.eventId),
    ]);
    const keys = new Set(taken.map(({ day, eventId }) => `${day} ${eventId}`));
    return events.filter(({ posted }) => keys.has(`${posted.day} ${posted.eventId}`));
  }

  /**
   * Fixes the form of the ids of users and songs, and stores what text ids mean.
   * @throws DomainError conflict (other_id_form), (id_collision)
   */
  async storeIds(transaction: Transaction, events: CollectedEvent[], form: IdForm): Promise<void> {
    if (events.length === 0) return;
    await this.ids.fixForm(form, transaction);
    if (form === 'numeric') return;
    const songs = events.filter(({ kind, posted }) => kind !== 'search' && posted.songId !== '');
    await this.ids.store(transaction, 'user', new Set(events.map(({ posted }) => posted.userId)));
    await this.ids.store(transaction, 'song', new Set(songs.map(({ posted }) => posted.songId)));
  }

  /** Those of the rejected events to count: each id once a day, and those without an id or a day. */
  async newRejections(transaction: Transaction, rejected: Refusal[]): Promise<Refusal[]> {
    const known = rejected.filter(({ day, eventId }) => day !== null && eventId !== null);
    if (known.length === 0) return rejected;
    const stored = await transaction.query<{ day: string; eventId: string }>(INSERT_REJECTED_IDS, [
      known.map(({ day }) => day),
      known.map(({ eventId }) => eventId),
    ]);
    const keys = new Set(stored.map(({ day, eventId }) => `${day} ${eventId}`));
    return rejected.filter(
      ({ day, eventId }) => day === null || eventId === null || keys.delete(`${day} ${eventId}`),
    );
  }

  /** Books the group's counts and copies its events into their partition. */
  async add(transaction: Transaction, group: EventGroup): Promise<void> {
    const { day, kind, events, superseded, bytes, rejected, repaired } = group;
    const name = eventArchiveName(group);
    await transaction.query(REOPEN_BOOKED_EVENTS, [name]);
    const [archive] = await transaction.query<{ id: number }>(BOOK_EVENTS, [
      name,
      kind,
      day,
      bytes,
      events.length,
      JSON.stringify(rejected),
      JSON.stringify(repaired),
    ]);
    if (superseded.length > 0) {
      const kept = superseded.map((event) => supersededRow(event, archive!.id));
      await transaction.query(INSERT_SUPERSEDED, [JSON.stringify(kept)]);
    }
    if (events.length === 0) return;
    const rows = new CopyRows();
    const at = pgDay(day);
    for (const { event, posted } of events) addEventRow(rows, kind, event, at, archive!.id, hourOf(posted));
    await this.events.copy(transaction, EVENT_TABLES[kind], day, rows.finish(), { isTimed: true });
  }

  async addRecent(transaction: Transaction, events: CollectedEvent[]): Promise<void> {
    const songs = events.map((collected) => (collected.kind === 'search' ? null : collected.event.songId));
    const plays = events.map((collected) => (collected.kind === 'play' ? collected.event : null));
    await transaction.query(INSERT_RECENT_EVENTS, [
      events.map(({ event }) => String(event.userId)),
      songs.map((song) => (song === null ? null : String(song))),
      events.map(({ posted }) => `${posted.day} ${posted.time}`),
      plays.map((play) => play?.playSeconds ?? null),
      plays.map((play) => play?.songSeconds ?? null),
      events.map(({ event }) => event.device),
      events.map(({ kind }) => kind),
    ]);
  }

  /** Of plays and downloads of known songs that name the recommendation they followed from. */
  async addRecommendations(transaction: Transaction, events: CollectedEvent[]): Promise<void> {
    const followed = events.flatMap((collected) => {
      const { recommendationId, day } = collected.posted;
      if (collected.kind === 'search' || recommendationId === null) return [];
      const { userId, songId } = collected.event;
      if (songId === null) return [];
      const { kind } = collected;
      return [{ userId, songId, day, kind, recommendationId, share: playedShare(collected) }];
    });
    if (followed.length === 0) return;
    await transaction.query(INSERT_EVENT_RECOMMENDATIONS, [
      followed.map(({ userId }) => String(userId)),
      followed.map(({ songId }) => String(songId)),
      followed.map(({ day }) => day),
      followed.map(({ kind }) => kind),
      followed.map(({ recommendationId }) => recommendationId),
      followed.map(({ share }) => share),
    ]);
  }

  /** Removes recent events that were received more than `days` days ago; the events by day stay. */
  async pruneRecent(days: number): Promise<void> {
    await this.loading.database.transaction(async (transaction) => {
      await transaction.query(LOCK_ROWS_OF_USERS);
      await transaction.query(DELETE_OLD_RECENT_EVENTS, [days]);
    }, LONG_STATEMENTS);
  }
}

function hourOf({ time }: CollectedEvent['posted']): number {
  return Number(time.slice(0, 2));
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
    hour: play === null ? null : hourOf(posted),
    ...(kind === 'search'
      ? {
          searched_at: `${posted.day} ${posted.time}`,
          query: event.query,
        }
      : {}),
  };
}

/** The share of the song that was played, 0 to 1; null for downloads and where a length is unknown. */
function playedShare(collected: CollectedEvent): number | null {
  if (collected.kind !== 'play') return null;
  const { playSeconds, songSeconds } = collected.event;
  return playSeconds === null || songSeconds === null || songSeconds === 0
    ? null
    : Math.min(1, playSeconds / songSeconds);
}
