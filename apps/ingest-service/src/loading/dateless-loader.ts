import { Injectable } from '@nestjs/common';
import { ArchiveLoader, outcomeOf, RefusedLog, isStillCounted } from './archive-loader.js';
import type { HashedFile } from './archive-loader.js';
import { createDatelessLog } from './dateless-log.js';
import { SupersededEvents } from '../events/superseded-events.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ExclusionsRepository } from '../exclusions/exclusions.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';

/** The limits keep a damaged file from opening a partition for any date. The real searches span 4 days together. */
const MAX_DAYS = { log: 62, csv: 400 };

/**
 * Loads an archive whose name has no date, in one transaction: its days are known only when it has been read, so the
 * events wait in a temporary table until those days are locked.
 */
@Injectable()
export class DatelessLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly userDays: UserDaysRepository,
    private readonly exclusions: ExclusionsRepository,
    private readonly supersededEvents: SupersededEvents,
    private readonly erasedUsers: ErasedUsersRepository,
  ) {}

  async load(file: HashedFile, meter: ProgressMeter, signal: AbortSignal): Promise<LoadOutcome> {
    try {
      const outcome = await this.loadInTransaction(file, meter, signal);
      faultPoint('dateless_committed');
      return outcome;
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      return await this.archives.refuse(file, error);
    }
  }

  private async loadInTransaction(
    file: HashedFile,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<LoadOutcome> {
    return await this.repository.database.transaction(
      async (transaction) => {
        const { archive } = file;
        await this.droppedDays.blockRetention(transaction);
        const table = EVENT_TABLES[archive.kind];
        const archiveId = await this.repository.archiveId(transaction, archive);
        // Its row is written at the end of reading, so whether the content is known is asked before.
        const before = await this.archives.contentStatus(file, transaction);
        if (before.is === 'unchanged') return outcomeOf(file, 'unchanged', null);
        if (before.is === 'dropped') return outcomeOf(file, 'dropped', 'day_dropped');
        const { previous } = before;
        const stillCounted = isStillCounted(file, previous);
        const oldDays = previous === null ? [] : await this.events.daysOf(transaction, archiveId);
        let days: string[] = [];
        const copy = async (rows: AsyncGenerator<Buffer>): Promise<number> => {
          const staged = await this.events.stage(transaction, table, rows);
          faultPoint('events_staged');
          const dropped = await this.droppedDays.among(staged, transaction);
          const closed = file.includeDropped ? new Set<string>() : dropped;
          days = staged.filter((day) => !closed.has(day));
          if (file.includeDropped) await this.droppedDays.reopen(transaction, dropped);
          return closed.size === 0 ? 0 : await this.events.removeStaged(transaction, [...closed]);
        };
        // After the lock above, which an erasure waits for: whom it erases is known here, or what is loaded is found by it.
        const erased = await this.erasedUsers.all(transaction);
        const log = createDatelessLog(archive, archiveId, erased, !stillCounted, file.plausible);
        const outcome = await this.archives.load(transaction, file, archiveId, log, { meter, signal, copy });
        if (days.length > MAX_DAYS[archive.format]) {
          throw new RefusedLog('too_many_days', outcome.tally);
        }

        await this.partitions.ensure(days);
        const touched = [...new Set([...days, ...oldDays])];
        await this.repository.lock(transaction, touched, [file]);
        const unmerged = await this.songs.begin(transaction);
        for (const day of oldDays) {
          if (!stillCounted) await this.songs.takeBack(transaction, unmerged, table, day, archiveId);
          await this.events.remove(transaction, table, day, archiveId);
        }
        const original = await this.archives.originalOf(file, transaction);
        if (original === null) {
          await this.events.insertStaged(transaction, table);
          faultPoint('staged_inserted');
          if (log.songs !== null) await this.songs.add(transaction, unmerged, log.songs);
        }
        for (const day of touched)
          await this.supersededEvents.remove(transaction, day, [archive.kind], unmerged);
        for (const day of touched) await this.userDays.rebuild(transaction, day);
        if (touched.length === 0) await this.songs.drop(transaction, unmerged);
        await this.exclusions.excludeLongListeners(transaction, touched);
        return original === null
          ? outcome
          : await this.archives.markDuplicate(transaction, file, archiveId, original);
      },
      { statementTimeoutMs: 0 },
    );
  }
}
