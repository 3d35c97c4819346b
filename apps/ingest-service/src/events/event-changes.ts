import type { IdForm, Transaction } from '#common';
import { Database, LONG_STATEMENTS, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { lockContents, lockDays } from '../storage/locks/archive-locks.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { SeparateConnection } from '../storage/separate-connection.js';
import { EventsRepository } from '../storage/events.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { PlayKeysRepository } from '../storage/play-keys.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { CountedRollup } from '../storage/user-days.repository.js';
import { PostedDays } from './posted-days.js';
import { SupersededEvents } from './superseded-events.js';

const KEYS_AT_ONCE = 5_000;
/** Texts of ids that a change remembers, of users and of songs: some 10 MiB each. */
const MOST_KNOWN = 2 ** 16;

/** A change within its transaction, which holds off retention. */
export interface OpenChange {
  transaction: Transaction;
  /** For what is committed before it. */
  beside: SeparateConnection;
  /** Texts of ids that it has stored, of files before; no erasure deletes them meanwhile. */
  stored: Record<'user' | 'song', Map<string, string>>;
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
 * Changes of the events of archives: by a load or a deletion. Counts of songs, posted
 * events, rollups and exclusions follow the events in the same transaction. Locks and their order: `locks.sql.ts`.
 */
@Injectable()
export class EventChanges {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    private readonly partitions: PartitionsRepository,
    private readonly events: EventsRepository,
    private readonly keys: PlayKeysRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly superseded: SupersededEvents,
    private readonly posted: PostedDays,
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
    const beside = new SeparateConnection(this.database, 'beside a change of events');
    try {
      return await this.database.transaction(async (transaction) => {
        await this.droppedDays.blockRetention(transaction);
        // An erasure waits for the lock above: users that it erases are either listed here, or it finds what is added.
        const erased = await this.erasedUsers.all(transaction);
        const stored = { user: new Map<string, string>(), song: new Map<string, string>() };
        const result = await work({ transaction, beside, stored, erased, unmerged: this.songs.begin() });
        const { days, isRebuilt } = result;
        if (days.length === 0) return result;
        await this.exclusions.excludeLongListeners(transaction, days, isRebuilt);
        faultPoint('users_excluded');
        // Last, since other first loads wait for it.
        if (form !== null) await this.ids.fixForm(form, transaction);
        return result;
      }, LONG_STATEMENTS);
    } finally {
      await beside.end();
    }
  }

  /** Makes the partitions of the days, and locks contents and days. */
  async openDays(
    { transaction, beside }: OpenChange,
    days: string[],
    files: { archive: Pick<ArchiveName, 'identity'>; head: string | null }[],
  ): Promise<void> {
    await this.partitions.ensureWithin(transaction, beside, days);
    faultPoint('partitions_made');
    if (files.length > 0) await lockContents(transaction, files);
    await lockDays(transaction, days);
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
    if (kind === 'play') await this.keys.remove(transaction, day, archiveId);
    faultPoint('old_events_removed');
  }

  /**
   * Copies events of an archive without a day in its name into days, which have partitions and need no lock: no other
   * transaction knows events of this number. The texts of their ids are committed before.
   */
  async copy(
    { transaction, beside, stored, unmerged }: OpenChange,
    kind: EventKind,
    rows: RowsOfDays,
    hasKeys: boolean,
  ): Promise<void> {
    for (const kindOfId of ['user', 'song'] as const) {
      const known = stored[kindOfId];
      for (const keys of inOrder(rows.texts[kindOfId].filter(({ id, text }) => known.get(id) !== text))) {
        await this.ids.storeKeys(beside, kindOfId, keys);
        if (known.size < MOST_KNOWN) for (const { id, text } of keys) known.set(id, text);
      }
    }
    if (hasKeys) await this.keys.copy(transaction, rows.days);
    else if (rows.days.length > 0) await this.events.copyDays(transaction, EVENT_TABLES[kind], rows.days);
    await this.songs.name(transaction, unmerged, rows.names);
    faultPoint('days_copied');
  }

  /**
   * Leaves out plays that were copied with keys and are known: `counts` is of those that are kept. Answers how many
   * are not. @param owner the archive that they will be of
   */
  async leaveOutKnown(
    { transaction }: OpenChange,
    copiedAs: number,
    owner: number,
    counts: Map<string, number>,
  ): Promise<number> {
    const kept = await this.keys.keepNew(transaction, copiedAs, owner);
    let known = 0;
    for (const [day, events] of counts) {
      known += events - (kept.get(day) ?? 0);
      if (kept.has(day)) counts.set(day, kept.get(day)!);
      else counts.delete(day);
    }
    return known;
  }

  /** Counts events that were copied by song. @param copied numbers under which they were, with their days */
  async countSongs(
    { transaction, unmerged }: OpenChange,
    kind: EventKind,
    copied: ReadonlyMap<number, Iterable<string>>,
  ): Promise<void> {
    const days = [...new Set([...copied.values()].flatMap((of) => [...of]))];
    await this.songs.addCopied(transaction, unmerged, EVENT_TABLES[kind], [...copied.keys()], days);
    faultPoint('days_counted');
  }

  /**
   * What follows when events of a day have changed: which posted events count, and the rollup. Events that are posted
   * afterwards are left to `PostedDaysFinishing`.
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
    if (rollup === null) await this.userDays.rebuild(transaction, [day]);
    else await this.userDays.insert(transaction, day, rollup, onSent);
    await this.posted.finish(transaction, day, unmerged);
    faultPoint('user_day_rebuilt');
  }

  /** The same of days whose rollups are made from the tables; few of them have posted events. */
  async finishDays(change: OpenChange, days: string[], kinds: EventKind[]): Promise<void> {
    const { transaction } = change;
    const posted = await this.partitions.collectedDays(days, transaction);
    for (const day of posted) await this.finishDay(change, day, kinds);
    await this.userDays.rebuild(
      transaction,
      days.filter((day) => !posted.has(day)),
    );
    faultPoint('user_day_rebuilt');
  }
}

/** In the order of ids, some thousand at a time: transactions that store the same ones do not wait in a circle. */
function* inOrder<Key extends { id: string }>(keys: readonly Key[]): Generator<Key[]> {
  const sorted = keys.toSorted((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
  for (let at = 0; at < sorted.length; at += KEYS_AT_ONCE) yield sorted.slice(at, at + KEYS_AT_ONCE);
}
