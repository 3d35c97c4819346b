import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import { KernelFull } from '../kernel/kernel-full.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader, outcomeOf } from './archive-loader.js';
import { LoadLimits } from './load-limits.js';
import type { LoadOutcome } from './load-outcome.js';
import type { HashedFile, Loaded, OpenBatch } from './open-batch.js';
import { sharedErased } from './reading-thread.js';
import { RefusedLog, UndoneArchive } from './refused-log.js';

const UNCHANGED: ReadonlySet<LoadOutcome['state']> = new Set(['unchanged', 'dropped', 'refused']);

/** Loads the archives of whole days within the transaction of a batch. */
@Injectable()
export class DayLoader {
  constructor(
    private readonly changes: EventChanges,
    private readonly repository: ArchivesRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly limits: LoadLimits,
  ) {}

  /**
   * @param files in the order of days and names
   * @throws UndoneArchive, or KernelFull where archives are not counted one by one: roll back, and begin once
   * more
   */
  async load(open: OpenBatch, files: HashedFile[]): Promise<Loaded> {
    const all: Loaded = { outcomes: [], days: [], isRebuilt: false };
    const opened = await this.openDays(open, files, all.outcomes);
    const lastDay = opened.at(-1)?.archive.day;
    for (const [day, ofDay] of Map.groupBy(opened, ({ archive }) => archive.day!)) {
      const { outcomes, days, isRebuilt } = await this.loadDay(open, day, ofDay, () => {
        if (day === lastDay) open.onLinesRead();
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
    open: OpenBatch,
    files: HashedFile[],
    outcomes: LoadOutcome[],
  ): Promise<HashedFile[]> {
    const { transaction, meter } = open;
    const dropped = await this.droppedDays.among(daysOf(files), transaction);
    const [passedOver = [], opened = []] = [true, false].map((wanted) =>
      files.filter(
        ({ archive, includeDropped }) => (!includeDropped && dropped.has(archive.day!)) === wanted,
      ),
    );
    for (const file of passedOver) {
      await this.repository.recordDropped(transaction, file.archive, file.byteCount);
      outcomes.push(outcomeOf(file, 'dropped', 'day_dropped'));
      meter.archive(file.byteCount).done();
    }
    const days = daysOf(opened);
    await this.changes.openDays(open, days, opened);
    if (dropped.size > 0) await this.droppedDays.reopen(transaction, days);
    return opened;
  }

  /** @param onLinesRead called when all lines of the day are read */
  private async loadDay(
    open: OpenBatch,
    day: string,
    files: HashedFile[],
    onLinesRead: () => void,
  ): Promise<Loaded> {
    const { transaction, thread, oneByOne } = open;
    const withUsers = !oneByOne && (await this.userDays.isFresh(transaction, day));
    const identities = files.map(({ archive }) => archive.identity);
    const erased = sharedErased(open.erased);
    const startDay = async (): Promise<void> => {
      await thread.startDay({
        day,
        archives: identities,
        withUsers,
        erased,
        kernelPages: this.limits.kernelPages,
      });
    };
    await startDay();
    const outcomes: LoadOutcome[] = [];
    for (const file of files) {
      const outcome = await this.archives.once(open, file, (status) =>
        this.loadCounted(open, day, file, status),
      );
      outcomes.push(outcome);
      if (oneByOne) await startDay();
    }
    const { hasSongs } = await thread.dayState();
    onLinesRead();
    if (outcomes.every(({ state }) => UNCHANGED.has(state))) return { outcomes, days: [], isRebuilt: false };
    const kinds = files.map(({ archive }) => archive.kind);
    if (hasSongs) await this.addSongs(open);
    faultPoint('songs_gathered');
    const rollup = withUsers ? { rows: thread.counts('users'), isTimed: false } : null;
    await this.changes.finishDay(open, day, kinds, rollup, thread.giveBack);
    return { outcomes, days: [day], isRebuilt: !withUsers };
  }

  private async addSongs({ transaction, thread, unmerged }: OpenBatch): Promise<void> {
    await this.songs.add(transaction, unmerged, { rows: (part) => thread.counts(part) }, thread.giveBack);
  }

  /** @throws RefusedLog, UndoneArchive, KernelFull */
  private async loadCounted(
    open: OpenBatch,
    day: string,
    file: HashedFile,
    status: LoadableArchive,
  ): Promise<LoadOutcome> {
    const { meter, oneByOne, thread } = open;
    const { archive, byteCount } = file;
    const undone = open.undone.get(archive.identity);
    if (undone !== undefined) {
      meter.archive(byteCount).done();
      throw undone;
    }
    try {
      const outcome = await this.loadArchive(open, day, file, status);
      if (oneByOne && (await thread.dayState()).hasSongs) await this.addSongs(open);
      return outcome;
    } catch (error) {
      if (oneByOne && error instanceof KernelFull) throw new RefusedLog('too_many_songs', null);
      // The log had events, and they are in the counts of the day.
      if (!oneByOne && error instanceof RefusedLog && error.tally === null)
        throw new UndoneArchive(archive.identity, error);
      throw error;
    }
  }

  private async loadArchive(
    open: OpenBatch,
    day: string,
    file: HashedFile,
    { previous, original }: LoadableArchive,
  ): Promise<LoadOutcome> {
    const { transaction, thread, meter } = open;
    const { archive, byteCount } = file;
    if (previous !== null) await this.changes.remove(open, archive.kind, day, previous.id);
    const archiveId = await this.repository.archiveId(transaction, archive);
    if (original !== null) {
      meter.archive(byteCount).done();
      return await this.archives.markDuplicate(transaction, file, archiveId, original);
    }
    return await this.archives.load(open, file, archiveId, async (rows) => {
      const options = { onSent: thread.giveBack };
      await this.events.copy(transaction, EVENT_TABLES[archive.kind], day, rows, options);
    });
  }
}

function daysOf(files: HashedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
