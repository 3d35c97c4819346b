import type { IdForm, Transaction } from '#common';
import { Database, LONG_STATEMENTS, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { CountedRollup } from '../storage/user-days.repository.js';
import { SupersededEvents } from './superseded-events.js';

/** A change within its transaction, which holds off retention. */
export interface OpenChange {
  transaction: Transaction;
  /** Where counts of songs go. */
  unmerged: UnmergedSongs;
  /** Users whose lines are rejected; null: none. */
  erased: ErasedUsers | null;
}

/** What a change did. */
export interface Changed {
  /** Days whose events changed. */
  days: string[];
  /** One of these days had events before. */
  isRebuilt: boolean;
}

/**
 * Changes of the events of archives: by a load, a replay of rejected lines, or a deletion. Counts of songs, posted
 * events, rollups and exclusions follow the events in the same transaction. All take their locks in this order:
 * against retention, the row of an archive without a day in its name, days, contents, exclusions, the form of ids.
 */
@Injectable()
export class EventChanges {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    private readonly archives: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly superseded: SupersededEvents,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly exclusions: Exclusions,
  ) {}

  /**
   * Runs a change in one transaction.
   * @param form of the ids of events that it may add
   * @throws DomainError conflict (other_id_form)
   */
  async run<Result extends Changed>(
    form: IdForm | null,
    work: (change: OpenChange) => Promise<Result>,
  ): Promise<Result> {
    if (form !== null) await this.ids.expectForm(form);
    return await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetention(transaction);
      // An erasure waits for the lock above: users that it erases are either listed here, or it finds what is added.
      const erased = await this.erasedUsers.all(transaction);
      const result = await work({ transaction, erased, unmerged: this.songs.begin() });
      const { days, isRebuilt } = result;
      if (days.length === 0) return result;
      await this.exclusions.excludeLongListeners(transaction, days, isRebuilt);
      faultPoint('users_excluded');
      // Last, since other first loads wait for it.
      if (form !== null) await this.ids.fixForm(form, transaction);
      return result;
    }, LONG_STATEMENTS);
  }

  /** Makes the partitions of the days, and locks days and contents. */
  async openDays(
    { transaction }: OpenChange,
    days: string[],
    files: { archive: Pick<ArchiveName, 'identity'>; sha256: string }[],
  ): Promise<void> {
    await this.partitions.ensureWithin(transaction, days);
    faultPoint('partitions_made');
    await this.archives.lock(transaction, days, files);
    faultPoint('days_locked');
  }

  /** Removes the events that an archive has of a day, which is locked. */
  async remove(
    { transaction, unmerged }: OpenChange,
    kind: EventKind,
    day: string,
    archiveId: number,
  ): Promise<void> {
    const table = EVENT_TABLES[kind];
    await this.songs.takeBack(transaction, unmerged, table, day, { archive: archiveId });
    await this.events.remove(transaction, table, day, archiveId);
    faultPoint('old_events_removed');
  }

  /**
   * Makes what was staged events of an archive, of which all days are locked; stores the texts of their ids.
   * @param form of the ids
   * @param isMore the archive keeps the events that it has
   */
  async addStaged(
    { transaction, unmerged }: OpenChange,
    { kind, identity, day }: Pick<ArchiveName, 'kind' | 'identity' | 'day'>,
    form: IdForm,
    isMore = false,
  ): Promise<void> {
    const table = EVENT_TABLES[kind];
    if (form === 'text') {
      // Behind the days, as those of posted events.
      for (const of of kind === 'search' ? (['user'] as const) : (['user', 'song'] as const)) {
        for await (const texts of this.events.stagedTexts(transaction, of))
          await this.ids.store(transaction, of, texts);
      }
    }
    await this.events.insertStaged(transaction, table);
    if (day === null) await this.events.countStaged(transaction, isMore);
    faultPoint('staged_inserted');
    await this.songs.addStaged(transaction, unmerged, table, identity);
  }

  /**
   * What follows when events of a day have changed: which posted events count, and the rollup.
   * @param rollup null: it is made from the tables
   * @param onSent gets each buffer of the rollup when it may be used again
   */
  async finishDay(
    { transaction, unmerged }: OpenChange,
    day: string,
    kinds: EventKind[],
    rollup: CountedRollup | null = null,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await this.superseded.reconcile(transaction, day, kinds, unmerged);
    if (rollup === null) await this.userDays.rebuild(transaction, day);
    else await this.userDays.insert(transaction, day, rollup, onSent);
    faultPoint('user_day_rebuilt');
  }
}
