import { Injectable, Logger } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import type { EventKind } from '../formats/archive-name.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { withinSavepoint } from '../storage/savepoint.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import type { SongPart } from '../storage/songs/songs.sql.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import { ArchiveLoader } from './archive-loader.js';
import { LoadLimits } from './load-limits.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { LookedFile } from './looked-file.js';
import type { Loaded, OpenBatch } from './open-batch.js';
import { sharedErased } from './reading-thread.js';
import { Uncounted } from './refused-log.js';

const UNCHANGED: ReadonlySet<LoadOutcome['state']> = new Set(['unchanged', 'dropped', 'refused']);

/** Loads the archives of whole days within the transaction of a batch. */
@Injectable()
export class DayLoader {
  private readonly logger = new Logger('load');

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
    const { transaction, meter } = open;
    const isFresh = await this.userDays.isFresh(transaction, day);
    const outcomes: LoadOutcome[] = [];
    try {
      await withinSavepoint(transaction, async () => {
        await this.loadCounted(open, day, files, isFresh, outcomes, onLinesRead);
      });
    } catch (error) {
      if (!(error instanceof Uncounted)) throw error;
      this.logger.warn(`${day} is read once more, and counted by PostgreSQL: ${error.message}`);
      for (const { byteCount, tally } of outcomes.splice(0)) meter.again(byteCount, 1, tally);
      await this.loadUncounted(open, day, files, outcomes);
    }
    const isChanged = areChanged(outcomes);
    return { outcomes, days: isChanged ? [day] : [], isRebuilt: isChanged && !isFresh };
  }

  /** Counts songs, and users of a fresh day, while archives are read. @throws Uncounted */
  private async loadCounted(
    open: OpenBatch,
    day: string,
    files: LookedFile[],
    isFresh: boolean,
    outcomes: LoadOutcome[],
    onLinesRead: () => void,
  ): Promise<void> {
    const { transaction, thread, unmerged } = open;
    const { giveBack } = thread;
    const archives = files.map(({ archive }) => archive.identity);
    const { kernelPages } = this.limits;
    const erased = sharedErased(open.erased);
    await thread.startDay({ day, archives, withUsers: isFresh, erased, kernelPages });
    for (const file of files) {
      const table = EVENT_TABLES[file.archive.kind];
      const load = (archiveId: number): Promise<LoadOutcome> =>
        this.archives.load(open, file, archiveId, (rows) =>
          this.events.copy(transaction, table, day, rows, { onSent: giveBack }),
        );
      outcomes.push(await this.loadFile(open, day, file, load));
    }
    const { hasSongs } = await thread.dayState();
    onLinesRead();
    if (!areChanged(outcomes)) return;
    const rows = { rows: (part: SongPart) => thread.counts(part) };
    if (hasSongs) await this.songs.add(transaction, unmerged, rows, giveBack);
    faultPoint('songs_gathered');
    const rollup = isFresh ? thread.counts('users') : null;
    await this.changes.finishDay(open, day, kindsOf(files), rollup, giveBack);
  }

  /** PostgreSQL counts what is in its tables: in more time, however large the day is, and whatever is refused. */
  private async loadUncounted(
    open: OpenBatch,
    day: string,
    files: LookedFile[],
    outcomes: LoadOutcome[],
  ): Promise<void> {
    for (const file of files) {
      const { kind } = file.archive;
      const load = async (archiveId: number): Promise<LoadOutcome> => {
        const copy = (rows: RowsOfDays): Promise<void> => this.changes.copy(open, kind, rows, false);
        const outcome = await this.archives.loadLines(open, file, archiveId, this.limits.rowBytes, copy);
        await this.changes.countSongs(open, kind, new Map([[archiveId, [day]]]));
        return outcome;
      };
      outcomes.push(await this.loadFile(open, day, file, load));
    }
    if (areChanged(outcomes)) await this.changes.finishDay(open, day, kindsOf(files));
  }

  /** Loads an archive in place of its old events, unless nothing of it is new or another one has its content. */
  private async loadFile(
    open: OpenBatch,
    day: string,
    file: LookedFile,
    load: (archiveId: number) => Promise<LoadOutcome>,
  ): Promise<LoadOutcome> {
    const { transaction, meter } = open;
    const { archive, byteCount } = file;
    return await this.archives.once(open, file, async ({ previous, original }) => {
      if (previous !== null) await this.changes.remove(open, archive.kind, day, previous.id);
      const archiveId = await this.repository.archiveId(transaction, archive);
      if (original === null) return await load(archiveId);
      meter.archive(byteCount).done();
      return await this.archives.markDuplicate(transaction, file, archiveId, original);
    });
  }
}

function areChanged(outcomes: LoadOutcome[]): boolean {
  return outcomes.some(({ state }) => !UNCHANGED.has(state));
}

function kindsOf(files: LookedFile[]): EventKind[] {
  return files.map(({ archive }) => archive.kind);
}

function daysOf(files: LookedFile[]): string[] {
  return [...new Set(files.map(({ archive }) => archive.day!))];
}
