import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { eventArchiveName } from './event-groups.js';
import type { CollectedEvent } from './read-event.js';
import * as sql from './superseded-events.sql.js';

interface Booking {
  id: number;
  identity: string;
  hasEvents: boolean;
}

/**
 * Posted events of users whom an archive of the same day and kind (of feedback: the same word) has: the archive has
 * all that its users did, so they are moved to `superseded_event`, and back when no archive has their user any more.
 * Posted events of other users stay: another part, or a damaged archive, may lack them.
 */
@Injectable()
export class SupersededEvents {
  constructor(
    private readonly songs: SongsRepository,
    private readonly erasedUsers: ErasedUsersRepository,
  ) {}

  /**
   * Moves posted events that archives supersede out of the day, and those that none supersedes any more back.
   * Call it when the archives' events are in the tables, or deleted, and make the day's rollup afterwards.
   * Event ids stay taken.
   * @param day locked by this transaction, which blocks retention
   * @param users of these alone
   */
  async reconcile(
    transaction: Transaction,
    day: string,
    kinds: Iterable<EventKind>,
    unmerged: UnmergedSongs,
    users: string[] | null = null,
  ): Promise<void> {
    for (const kind of new Set(kinds)) {
      const [booking] = await transaction.query<Booking>(sql.SELECT_BOOKING, [
        eventArchiveName({ day, kind }),
      ]);
      if (booking === undefined) continue;
      if (booking.hasEvents) await this.moveOut(transaction, day, kind, booking, unmerged, users);
      await this.moveBack(transaction, day, kind, booking, unmerged, users);
    }
  }

  /** Kinds of which {@link reconcile} may have something to do for these users; most have none. */
  async kindsOf(transaction: Transaction, day: string, users: string[]): Promise<EventKind[]> {
    const rows = await transaction.query<{ kind: EventKind }>(sql.selectMixedKindsSql(day), [users]);
    return rows.map(({ kind }) => kind);
  }

  /** Which of these new events an archive supersedes already. */
  async among(transaction: Transaction, events: CollectedEvent[]): Promise<Set<CollectedEvent>> {
    const superseded = new Set<CollectedEvent>();
    const groups = Map.groupBy(events, ({ posted, kind }) => `${posted.day} ${kind} ${posted.said ?? ''}`);
    for (const group of groups.values()) {
      const { posted, kind } = group[0]!;
      const users = [...new Set(group.map(({ event }) => String(event.userId)))];
      const archived = usersOf(
        await transaction.query<{ userId: string }>(
          sql.selectArchivedUsersSql(EVENT_TABLES[kind], posted.day),
          [users, eventArchiveName({ day: posted.day, kind }), posted.said],
        ),
      );
      for (const event of group) if (archived.has(String(event.event.userId))) superseded.add(event);
    }
    return superseded;
  }

  private async moveOut(
    transaction: Transaction,
    day: string,
    kind: EventKind,
    { id }: Booking,
    unmerged: UnmergedSongs,
    users: string[] | null,
  ): Promise<void> {
    const table = EVENT_TABLES[kind];
    const [marked] = await transaction.query<{ count: number }>(sql.markSupersededSql(table, day), [
      id,
      users,
    ]);
    if (marked!.count === 0) return;
    await this.songs.takeBack(transaction, unmerged, table, day, { archive: sql.MOVED_ID });
    await transaction.query(sql.moveSupersededSql(table, day), [id]);
    await transaction.query(sql.BOOK_SUPERSEDED, [id, marked!.count]);
  }

  /** Events of users who are being erased do not return: their erasure may delete superseded events later. */
  private async moveBack(
    transaction: Transaction,
    day: string,
    kind: EventKind,
    booking: Booking,
    unmerged: UnmergedSongs,
    among: string[] | null,
  ): Promise<void> {
    const { id } = booking;
    const table = EVENT_TABLES[kind];
    const without = usersOf(
      await transaction.query<{ userId: string }>(sql.selectReturningUsersSql(table, day), [id, among]),
    );
    const erased = await this.erasedUsers.among(transaction, [...without]);
    const users = [...without].filter((user) => !erased.has(user));
    if (users.length === 0) return;
    const [marked] = await transaction.query<{ count: number }>(sql.markReturningSql(table, day), [
      id,
      users,
    ]);
    await this.songs.addReturned(transaction, unmerged, table, {
      id: sql.MOVED_ID,
      identity: booking.identity,
    });
    await transaction.query(sql.moveReturningSql(table, day), [id]);
    await transaction.query(sql.BOOK_SUPERSEDED, [id, -marked!.count]);
  }
}

function usersOf(rows: { userId: string }[]): Set<string> {
  return new Set(rows.map(({ userId }) => userId));
}
