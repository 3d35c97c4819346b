import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveLoader, outcomeOf, RefusedLog, wasDropped } from './archive-loader.js';
import type { HashedFile } from './archive-loader.js';
import { DayRollup } from './day-rollup.js';
import { DroppedDaysRepository } from './dropped-days.repository.js';
import { EventsRepository } from './events.repository.js';
import { faultPoint } from './fault-point.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { LoadingRepository } from './loading.repository.js';
import type { KnownArchive } from './loading.repository.js';
import { PartitionsRepository } from './partitions.repository.js';
import { SongsRepository } from './songs.repository.js';
import type { UnmergedSongs } from './songs.repository.js';
import { EVENT_TABLES } from './tables.js';
import { UserDayTally } from './user-day-tally.js';
import { UserDaysRepository } from './user-days.repository.js';

/** What the archives of a transaction have in common. */
interface OpenBatch {
  /** Of the days of which nothing was loaded before. */
  rollups: ReadonlyMap<string, DayRollup>;
  unmerged: UnmergedSongs;
  meter: ProgressMeter;
  signal: AbortSignal;
}

/**
 * Loads archives of whole days in one transaction: events, archive rows, the days' rollups and what is said of songs, all or none.
 * Not a transaction an archive, because the rollup of a day needs all its archives: it is made once instead of up to
 * nine times. An archive that is refused is undone by
 * itself (a savepoint) and the others go on.
 */
@Injectable()
export class BatchLoader {
  constructor(
    private readonly repository: LoadingRepository,
    private readonly partitions: PartitionsRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly userDays: UserDaysRepository,
  ) {}

  /**
   * @param files archives with a day in their names, in the order of days and names
   * @param onRead called when all files are read; what is left to do then is PostgreSQL's
   */
  async load(
    files: HashedFile[],
    meter: ProgressMeter,
    signal: AbortSignal,
    onRead: () => void,
  ): Promise<LoadOutcome[]> {
    const loaded = await this.repository.database.transaction(
      async (transaction) => {
        const outcomes: LoadOutcome[] = [];
        const open = await this.openDays(transaction, files, meter, outcomes);
        const unmerged = await this.songs.begin(transaction);
        const rollups = new Map<string, DayRollup>();
        for (const day of await this.userDays.freshDays(transaction, daysOf(open))) {
          rollups.set(day, new DayRollup());
        }
        const changedDays = new Set<string>();
        let replaced = false;
        for (const file of open) {
          const known = await this.archives.acquaintance(file, transaction);
          if (known.is === 'unchanged' || known.is === 'dropped') {
            const reason = known.is === 'dropped' ? 'day_dropped' : null;
            outcomes.push(outcomeOf(file, known.is, reason));
            meter.archive(file.byteCount).done();
            continue;
          }
          const { is, previous } = known;
          const outcome = await this.loadArchive(transaction, file, is, previous, {
            rollups,
            unmerged,
            meter,
            signal,
          });
          outcomes.push(outcome);
          if (outcome.state === 'refused') continue;
          changedDays.add(file.archive.day!);
          replaced ||= previous !== null;
        }
        onRead();
        for (const day of changedDays) {
          const rollup = rollups.get(day);
          if (rollup === undefined) await this.events.rebuildUserDay(transaction, day);
          else await this.userDays.insert(transaction, day, rollup);
          rollup?.release();
          faultPoint('user_day_rebuilt');
        }
        const changed = changedDays.size > 0;
        await this.songs.end(transaction, unmerged, { changed, replaced });
        if (changed) await this.events.judgeUsers(transaction, [...changedDays]);
        faultPoint('users_judged');
        return outcomes;
      },
      { statementTimeoutMs: 0 },
    );
    faultPoint('batch_committed');
    return loaded;
  }

  /**
   * Makes the partitions of the files' days and locks them. Answers the files to load; those of days that retention
   * dropped are among them only where they are asked for, else they are recorded and added to `outcomes`.
   */
  private async openDays(
    transaction: Transaction,
    files: HashedFile[],
    meter: ProgressMeter,
    outcomes: LoadOutcome[],
  ): Promise<HashedFile[]> {
    await this.droppedDays.holdOff(transaction);
    const dropped = await this.droppedDays.among(daysOf(files), transaction);
    const isPassedOver = ({ archive, includeDropped }: HashedFile): boolean =>
      !includeDropped && dropped.has(archive.day!);
    for (const file of files.filter(isPassedOver)) {
      await this.droppedDays.record(transaction, file.archive, file.byteCount);
      outcomes.push(outcomeOf(file, 'dropped', 'day_dropped'));
      meter.archive(file.byteCount).done();
    }
    const open = files.filter((file) => !isPassedOver(file));
    const days = daysOf(open);
    await this.partitions.ensure(days);
    faultPoint('partitions_made');
    await this.repository.lock(
      transaction,
      days,
      open.map(({ sha256 }) => sha256),
    );
    faultPoint('days_locked');
    if (dropped.size > 0) await this.droppedDays.reopen(transaction, days);
    return open;
  }

  private async loadArchive(
    transaction: Transaction,
    file: HashedFile,
    is: 'new' | 'duplicate',
    previous: KnownArchive | null,
    { rollups, unmerged, meter, signal }: OpenBatch,
  ): Promise<LoadOutcome> {
    const { archive } = file;
    const day = archive.day!;
    const table = EVENT_TABLES[archive.kind];
    const replace = async (): Promise<number> => {
      if (previous !== null) {
        await this.songs.removeArchive(transaction, unmerged, table, day, previous.id);
        await this.events.remove(transaction, table, day, previous.id);
        faultPoint('old_events_removed');
      }
      return await this.repository.archiveId(transaction, archive);
    };
    await this.repository.savepoint(transaction);
    try {
      const archiveId = await replace();
      if (is === 'duplicate') {
        meter.archive(file.byteCount).done();
        return await this.archives.markDuplicate(transaction, file, archiveId);
      }
      const { outcome, songs, userDays } = await this.archives.load(
        transaction,
        file,
        archiveId,
        meter,
        signal,
        async (rows) => {
          await this.events.copy(transaction, table, day, rows);
          return 0;
        },
        rollups.has(day) ? new UserDayTally() : null,
      );
      if (await this.repository.hasSameLines(transaction, table, day, archiveId)) {
        await this.repository.rollBackToSavepoint(transaction);
        return await this.archives.markDuplicate(transaction, file, await replace(), 'same_lines');
      }
      if (songs !== null) {
        const lengthsKnown = wasDropped(file, previous);
        await this.songs.addArchive(transaction, unmerged, archive.name, day, songs, lengthsKnown);
      }
      if (userDays !== null) rollups.get(day)!.add(userDays);
      songs?.release();
      userDays?.release();
      faultPoint('songs_gathered');
      return outcome;
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      await this.repository.rollBackToSavepoint(transaction);
      const refused = await this.archives.refuse(file, error, transaction);
      faultPoint('archive_refused');
      return refused;
    }
  }
}

function daysOf(files: HashedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
