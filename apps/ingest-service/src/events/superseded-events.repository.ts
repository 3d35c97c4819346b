import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import { EventsRepository } from '../storage/events.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { eventArchiveName } from './event-groups.js';
import {
  BOOK_SUPERSEDED,
  markSupersededSql,
  SELECT_BOOKED_EVENTS,
  selectArchivedUsersSql,
  SUPERSEDED_ID,
} from './superseded-events.sql.js';

/** Posted events of users whom an archive of the same day and kind has, too. */
@Injectable()
export class SupersededEventsRepository {
  constructor(
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
  ) {}

  /** Removes them, with what they say of their songs. */
  async remove(
    transaction: Transaction,
    day: string,
    kind: EventKind,
    unmerged: UnmergedSongs,
  ): Promise<void> {
    const table = EVENT_TABLES[kind];
    const [booked] = await transaction.query<{ id: number }>(SELECT_BOOKED_EVENTS, [
      eventArchiveName({ day, kind }),
    ]);
    if (booked === undefined) return;
    const [marked] = await transaction.query<{ count: number }>(markSupersededSql(table, day), [booked.id]);
    if (marked!.count === 0) return;
    await this.songs.takeBack(transaction, unmerged, table, day, SUPERSEDED_ID);
    await this.events.remove(transaction, table, day, SUPERSEDED_ID);
    await transaction.query(BOOK_SUPERSEDED, [booked.id, marked!.count]);
  }

  /** Which of these users have events of archives of that day and kind. */
  async archivedUsers(
    transaction: Transaction,
    day: string,
    kind: EventKind,
    users: string[],
  ): Promise<Set<string>> {
    const rows = await transaction.query<{ userId: string }>(
      selectArchivedUsersSql(EVENT_TABLES[kind], day),
      [users, eventArchiveName({ day, kind })],
    );
    return new Set(rows.map(({ userId }) => userId));
  }
}
