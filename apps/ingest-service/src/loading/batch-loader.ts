import type { IdForm } from '#common';
import { Database, LONG_STATEMENTS, OuterIds } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import { KernelFull } from '../kernel/kernel-full.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { outcomeOf } from './archive-loader.js';
import { DatelessLoader } from './dateless-loader.js';
import { DayLoader } from './day-loader.js';
import { DaysTaken } from './early-writes.js';
import type { LoadOutcome } from './load-outcome.js';
import type { BatchReading, HashedFile, Loaded, OpenBatch } from './open-batch.js';
import { UndoneArchive } from './refused-log.js';
import type { RefusedLog } from './refused-log.js';

/**
 * Loads archives of whole days, or one archive without a day in its name, in one transaction: events, archive
 * rows, the days' rollups and counts of songs, all or none.
 *
 * Not a transaction an archive, because the rollup of a day needs all its archives: it is made once instead
 * of up to nine times. An archive that is refused is undone by itself (a savepoint) and the others go on; if
 * it was counted already, all is undone and begun once more without it. Likewise when its days have more than
 * the kernel can count: then archives are counted one by one, and PostgreSQL makes the rollup; and where days of
 * a mapped file were written early while others have them locked: then all of it is written at the end.
 */
@Injectable()
export class BatchLoader {
  private readonly logger = new Logger('load');

  constructor(
    private readonly database: Database,
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly days: DayLoader,
    private readonly dateless: DatelessLoader,
    private readonly exclusions: Exclusions,
    private readonly songs: SongsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly ids: OuterIds,
  ) {}

  /**
   * @param files in the order of days and names; one file where its name has no day
   * @throws DomainError conflict (other_id_form)
   */
  async load(files: HashedFile[], reading: BatchReading): Promise<LoadOutcome[]> {
    await this.ids.expectForm(idsOf(files));
    const undone = new Map<string, RefusedLog>();
    const mark = reading.meter.mark();
    let oneByOne = false;
    for (;;) {
      try {
        const outcomes = await this.loadOnce(files, { ...reading, undone, oneByOne });
        faultPoint('batch_committed');
        return outcomes;
      } catch (error) {
        if (error instanceof UndoneArchive) undone.set(error.archive, error.refused);
        else if (error instanceof DaysTaken && !oneByOne) oneByOne = true;
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
    reading: Omit<OpenBatch, 'transaction' | 'unmerged' | 'erased'>,
  ): Promise<LoadOutcome[]> {
    return await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetention(transaction);
      // An erasure waits for the lock above: users that it erases are either listed here, or it finds what
      // is loaded.
      const erased = await this.erasedUsers.all(transaction);
      const open = { ...reading, transaction, erased, unmerged: this.songs.begin() };
      const { outcomes, days, isRebuilt } =
        files[0]!.archive.day === null
          ? await this.dateless.load(open, files[0]!)
          : await this.loadDays(open, files);
      reading.onRead();
      if (days.length > 0) await this.exclusions.excludeLongListeners(transaction, days, isRebuilt);
      faultPoint('users_excluded');
      // Last, since other first loads wait for it.
      if (days.length > 0) await this.ids.fixForm(idsOf(files), transaction);
      return outcomes;
    }, LONG_STATEMENTS);
  }

  private async loadDays(open: OpenBatch, files: HashedFile[]): Promise<Loaded> {
    const all: Loaded = { outcomes: [], days: [], isRebuilt: false };
    const byDay = [
      ...Map.groupBy(await this.openDays(open, files, all.outcomes), ({ archive }) => archive.day!),
    ];
    for (const [day, ofDay] of byDay) {
      const isLast = day === byDay.at(-1)![0];
      const { outcomes, days, isRebuilt } = await this.days.load(open, day, ofDay, () => {
        if (isLast) open.onLinesRead();
      });
      all.outcomes.push(...outcomes);
      all.days.push(...days);
      all.isRebuilt ||= isRebuilt;
    }
    return all;
  }

  /**
   * Makes the partitions of the files' days and locks them. Answers the files to load; those of days that
   * retention dropped are among them only where the request includes them, else they are recorded and added
   * to `outcomes`.
   */
  private async openDays(
    { transaction, meter }: OpenBatch,
    files: HashedFile[],
    outcomes: LoadOutcome[],
  ): Promise<HashedFile[]> {
    const dropped = await this.droppedDays.among(daysOf(files), transaction);
    const isPassedOver = ({ archive, includeDropped }: HashedFile): boolean =>
      !includeDropped && dropped.has(archive.day!);
    for (const file of files.filter(isPassedOver)) {
      await this.repository.recordDropped(transaction, file.archive, file.byteCount);
      outcomes.push(outcomeOf(file, 'dropped', 'day_dropped'));
      meter.archive(file.byteCount).done();
    }
    const open = files.filter((file) => !isPassedOver(file));
    const days = daysOf(open);
    await this.partitions.ensureWithin(transaction, days);
    faultPoint('partitions_made');
    await this.repository.lock(transaction, days, open);
    faultPoint('days_locked');
    if (dropped.size > 0) await this.droppedDays.reopen(transaction, days);
    return open;
  }
}

/** A mapped file is alone in its batch; ids of Music Box archives are numbers. */
function idsOf([file]: HashedFile[]): IdForm {
  return file!.mapping?.ids ?? 'numeric';
}

function daysOf(files: HashedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
