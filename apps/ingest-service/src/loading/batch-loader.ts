import type { Transaction } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import { outcomeOf } from './archive-loader.js';
import type { HashedFile, RefusedLog } from './archive-loader.js';
import { DayLoader, UndoneArchive } from './day-loader.js';
import type { Counting } from './day-loader.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { ExclusionsRepository } from '../exclusions/exclusions.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { KernelFull } from '../kernel/kernel-full.js';
import type { LineKernel } from '../kernel/line-kernel.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs.repository.js';

/** What a batch is read with. */
export interface BatchReading {
  kernel: LineKernel;
  meter: ProgressMeter;
  signal: AbortSignal;
  /** Called when all lines are read; the kernel still has rows of songs and users, which PostgreSQL takes slowly. */
  onLinesRead: () => void;
  /** Called when the kernel is free, too; what is left to do then is PostgreSQL's. */
  onRead: () => void;
}

/**
 * Loads archives of whole days in one transaction: events, archive rows, the days' rollups and what is said of songs, all or none.
 * Not a transaction an archive, because the rollup of a day needs all its archives: it is made once instead of up to
 * nine times. An archive that is refused is undone by itself (a savepoint) and the others go on; if it was counted already, all
 * is undone and begun once more without it. Likewise when its days have more than the kernel can count: then archives are counted one by one, and
 * PostgreSQL makes the rollup.
 */
@Injectable()
export class BatchLoader {
  private readonly logger = new Logger('load');

  constructor(
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly days: DayLoader,
    private readonly exclusions: ExclusionsRepository,
    private readonly songs: SongsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
  ) {}

  /** @param files archives with a day in their names, in the order of days and names */
  async load(files: HashedFile[], reading: BatchReading): Promise<LoadOutcome[]> {
    const undone = new Map<string, RefusedLog>();
    const mark = reading.meter.mark();
    let oneByOne = false;
    for (;;) {
      try {
        const outcomes = await this.loadOnce(files, { undone, oneByOne }, reading);
        faultPoint('batch_committed');
        return outcomes;
      } catch (error) {
        if (error instanceof UndoneArchive) undone.set(error.archive, error.refused);
        else if (error instanceof KernelFull && !oneByOne) {
          oneByOne = true;
          this.logger.warn(
            `${files[0]!.archive.day!}: more users or songs than the line kernel can count at once; archives are counted one by one`,
          );
        } else throw error;
        reading.meter.goBackTo(mark);
      }
    }
  }

  private async loadOnce(
    files: HashedFile[],
    counting: Counting,
    reading: BatchReading,
  ): Promise<LoadOutcome[]> {
    return await this.repository.database.transaction(
      async (transaction) => {
        const outcomes: LoadOutcome[] = [];
        const open = await this.openDays(transaction, files, reading.meter, outcomes);
        // After the lock of `openDays`, which an erasure waits for: whom it erases is known here, or what is loaded is found by it.
        const erased = await this.erasedUsers.all(transaction);
        const unmerged = await this.songs.begin(transaction);
        const changedDays: string[] = [];
        const byDay = [...Map.groupBy(open, ({ archive }) => archive.day!)];
        for (const [day, ofDay] of byDay) {
          const onLinesRead = (): void => {
            if (day === byDay.at(-1)![0]) reading.onLinesRead();
          };
          const how = { ...reading, ...counting, unmerged, erased, onLinesRead };
          const loaded = await this.days.load(transaction, day, ofDay, how);
          outcomes.push(...loaded.outcomes);
          if (loaded.changed) changedDays.push(day);
        }
        reading.onRead();
        if (changedDays.length === 0) await this.songs.drop(transaction, unmerged);
        else await this.exclusions.excludeLongListeners(transaction, changedDays);
        faultPoint('users_excluded');
        return outcomes;
      },
      { statementTimeoutMs: 0 },
    );
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
    await this.droppedDays.blockRetention(transaction);
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
    await this.repository.lock(transaction, days, open);
    faultPoint('days_locked');
    if (dropped.size > 0) await this.droppedDays.reopen(transaction, days);
    return open;
  }
}

function daysOf(files: HashedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
