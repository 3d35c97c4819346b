import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import type { EventKind } from '../formats/archive-name.js';
import { KernelFull } from '../kernel/kernel-full.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { SongPart } from '../storage/songs/songs.sql.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader } from './archive-loader.js';
import { DayCounts } from './day-counts.js';
import { LoadLimits } from './load-limits.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { LookedFile } from './looked-file.js';
import type { Loaded, OpenBatch } from './open-batch.js';
import { RefusedLog } from './refused-log.js';

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
   */
  async load(open: OpenBatch, files: LookedFile[]): Promise<Loaded> {
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
    files: LookedFile[],
    outcomes: LoadOutcome[],
  ): Promise<LookedFile[]> {
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
    files: LookedFile[],
    onLinesRead: () => void,
  ): Promise<Loaded> {
    const isFresh = await this.userDays.isFresh(open.transaction, day);
    const counts = new DayCounts(open, day, files, isFresh, this.limits.kernelPages);
    await counts.start();
    const outcomes: LoadOutcome[] = [];
    for (const file of files) outcomes.push(await this.loadFile(open, file, counts));
    await open.thread.dayState();
    onLinesRead();
    if (outcomes.every(({ state }) => UNCHANGED.has(state))) return { outcomes, days: [], isRebuilt: false };
    const kinds = files.map(({ archive }) => archive.kind);
    const isCounted = await this.finishCounted(open, kinds, counts);
    if (!isCounted) await this.changes.finishDay(open, day, kinds);
    return { outcomes, days: [day], isRebuilt: !isCounted || !isFresh };
  }

  private async loadFile(open: OpenBatch, file: LookedFile, counts: DayCounts): Promise<LoadOutcome> {
    const load = (): Promise<LoadOutcome> =>
      this.archives.once(open, file, (status) => this.loadCounted(open, file, status, counts));
    try {
      const outcome = await load();
      if (counts.areSpoilt) await this.countAgain(open, counts);
      return outcome;
    } catch (error) {
      if (!(error instanceof KernelFull) || !counts.areTogether) throw error;
      await this.countAgain(open, counts);
      return await load();
    }
  }

  /** @throws RefusedLog; KernelFull where archives are counted together */
  private async loadCounted(
    open: OpenBatch,
    file: LookedFile,
    status: LoadableArchive,
    counts: DayCounts,
  ): Promise<LoadOutcome> {
    try {
      return await this.loadArchive(open, file, status, counts);
    } catch (error) {
      if (error instanceof KernelFull && !counts.areTogether) {
        open.meter.archive(file.byteCount).done();
        throw new RefusedLog('too_many_songs', null);
      }
      // The log may have had events, and they are in the counts.
      if (error instanceof RefusedLog && error.tally === null) counts.areSpoilt = counts.areTogether;
      throw error;
    }
  }

  private async loadArchive(
    open: OpenBatch,
    file: LookedFile,
    { previous, original }: LoadableArchive,
    counts: DayCounts,
  ): Promise<LoadOutcome> {
    const { transaction, thread, meter } = open;
    const { archive, byteCount } = file;
    if (previous !== null) await this.changes.remove(open, archive.kind, counts.day, previous.id);
    const archiveId = await this.repository.archiveId(transaction, archive);
    if (original !== null) {
      meter.archive(byteCount).done();
      return await this.archives.markDuplicate(transaction, file, archiveId, original);
    }
    if (!counts.areTogether) await counts.start();
    const outcome = await this.archives.load(open, file, archiveId, async (rows) => {
      const options = { onSent: thread.giveBack };
      await this.events.copy(transaction, EVENT_TABLES[archive.kind], counts.day, rows, options);
    });
    if (!counts.areTogether) await this.addSongs(open);
    counts.counted.push({ file, archiveId });
    return outcome;
  }

  /** Counts by archive from now on: the archives that were counted are read once more, for their songs alone. */
  private async countAgain(open: OpenBatch, counts: DayCounts): Promise<void> {
    if (!(await counts.separate())) return;
    for (const { file, archiveId } of counts.counted) {
      await counts.start();
      await this.archives.countAgain(open, file, archiveId);
      await this.addSongs(open);
    }
  }

  /** Writes what was counted together, and finishes the day by it. Answers whether that was all of the day. */
  private async finishCounted(open: OpenBatch, kinds: EventKind[], counts: DayCounts): Promise<boolean> {
    if (!counts.areTogether) return false;
    const { transaction, thread } = open;
    const rollup = counts.isFresh ? thread.counts('users') : null;
    try {
      await this.repository.withinSavepoint(transaction, async () => {
        await this.addSongs(open);
        faultPoint('songs_gathered');
        await this.changes.finishDay(open, counts.day, kinds, rollup, thread.giveBack);
      });
      return true;
    } catch (error) {
      if (!(error instanceof KernelFull)) throw error;
      await this.countAgain(open, counts);
      return false;
    }
  }

  private async addSongs({ transaction, thread, unmerged }: OpenBatch): Promise<void> {
    const { hasSongs } = await thread.dayState();
    const rows = { rows: (part: SongPart) => thread.counts(part) };
    if (hasSongs) await this.songs.add(transaction, unmerged, rows, thread.giveBack);
  }
}

function daysOf(files: LookedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
