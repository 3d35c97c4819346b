import { OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import type { ArchiveName } from '../formats/archive-name.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { ContractsRepository } from '../storage/contracts.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader, outcomeOf } from './archive-loader.js';
import { createDatelessLog } from './dateless-log.js';
import { DayLoader } from './day-loader.js';
import type { CountedEvents } from './counted-events.js';
import { CountedLoader } from './counted-loader.js';
import type { RollupOf } from './counted-loader.js';
import { DaysTaken } from './early-writes.js';
import type { EarlyWrites } from './early-writes.js';
import type { HashedFile, Loaded, OpenBatch } from './open-batch.js';
import { createMappedLog, readerOf } from './mapped-log.js';
import { LoadLimits } from './load-limits.js';
import type { LoadOutcome } from './load-outcome.js';
import { RefusedLog } from './refused-log.js';

/** A damaged file must not open a partition for any date. The real searches span 4 days together. */
const MAX_DAYS = { log: 62, csv: 400 };

interface ReadFile {
  outcome: LoadOutcome;
  /** Ascending, without dropped ones. */
  days: string[];
  /** Null: the events are staged. */
  counted: CountedEvents | null;
  /** Some events are in the tables. */
  hasWritten: boolean;
  absentColumns: string[];
}

/**
 * Loads an archive whose name has no date, within the transaction of a batch: its days are known only when it
 * has been read, so the events wait in memory or in a temporary table until those days are locked.
 */
@Injectable()
export class DatelessLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly contents: ArchiveContents,
    private readonly archives: ArchiveLoader,
    private readonly days: DayLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly ids: OuterIds,
    private readonly contracts: ContractsRepository,
    private readonly counted: CountedLoader,
    private readonly limits: LoadLimits,
  ) {}

  async load(open: OpenBatch, file: HashedFile): Promise<Loaded> {
    const { transaction } = open;
    const nothing = { days: [], isRebuilt: false };
    // Locks the archive's row: two loads of one archive read it one after the other.
    const archiveId = await this.repository.archiveId(transaction, file.archive);
    const status = await this.contents.status(file, transaction);
    if (status.is !== 'loadable') {
      open.meter.archive(file.byteCount).done();
      const reason = status.is === 'dropped' ? 'day_dropped' : null;
      return { ...nothing, outcomes: [outcomeOf(file, status.is, reason)] };
    }
    try {
      return await this.repository.withinSavepoint(transaction, () =>
        this.loadStaged(open, file, archiveId, status),
      );
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      return { ...nothing, outcomes: [await this.archives.refuse(file, error, transaction)] };
    }
  }

  private async loadStaged(
    open: OpenBatch,
    file: HashedFile,
    archiveId: number,
    { previous, original: duplicated }: LoadableArchive,
  ): Promise<Loaded> {
    const { transaction, unmerged } = open;
    const { archive } = file;
    const table = EVENT_TABLES[archive.kind];
    const oldDays = previous === null ? [] : await this.events.daysOf(transaction, archiveId);
    const read = await this.read(open, file, archiveId, oldDays.length === 0 && duplicated === null);
    let { outcome } = read;
    const { days, counted } = read;
    const { format } = archive;
    // Mapped files may have days of many years.
    const most = format === 'mapped' ? await this.partitions.mostDays(transaction) : MAX_DAYS[format];
    if (days.length > most) throw new RefusedLog('too_many_days', outcome.tally);
    await this.partitions.ensureWithin(transaction, days);
    const touched = [...new Set([...days, ...oldDays])];
    await this.repository.lock(transaction, touched, [file]);
    // What is left is PostgreSQL's: the next file can be read. Of two files of equal content, it is the duplicate.
    open.onRead();
    for (const day of oldDays) {
      await this.songs.takeBack(transaction, unmerged, table, day, { archive: archiveId });
      await this.events.remove(transaction, table, day, archiveId);
    }
    const original = await this.contents.originalOf(file, transaction);
    let rollupOf: RollupOf = async () => await Promise.resolve(null);
    if (original === null) {
      if (counted === null) await this.addStaged(open, archive, file.mapping?.ids === 'text');
      else rollupOf = await this.counted.add(open, file, archiveId, counted);
      const contract = file.mapping?.contract;
      if (contract !== undefined) {
        const violations = await this.contracts.check(transaction, archiveId, contract, read.absentColumns);
        outcome = { ...outcome, violations };
      }
    } else {
      if (read.hasWritten) throw new DaysTaken();
      outcome = await this.archives.markDuplicate(transaction, file, archiveId, original);
    }
    for (const day of touched) await this.days.finishDay(open, day, [archive.kind], await rollupOf(day));
    return { outcomes: [outcome], days: touched, isRebuilt: true };
  }

  /** Reads the file; its events are counted in memory, or wait in the temporary table. */
  private async read(
    open: OpenBatch,
    file: HashedFile,
    archiveId: number,
    isNew: boolean,
  ): Promise<ReadFile> {
    const { transaction, erased } = open;
    const { archive, mapping, plausible } = file;
    const table = EVENT_TABLES[archive.kind];
    const how = { mostCounted: this.limits.countedEvents };
    const log =
      mapping === undefined
        ? null
        : createMappedLog(mapping, archive.kind, archiveId, erased, plausible, how);
    const withIds = mapping?.ids === 'text';
    let days: string[] = [];
    const early = isNew ? this.counted.earlyWrites(open, file, log?.counted() ?? null) : null;
    const copy = async (rows: AsyncGenerator<Buffer>): Promise<number> => {
      const first = await firstRows(rows, early);
      const counted = log?.counted() ?? null;
      if (counted === null && early?.hasBegun === true) throw new DaysTaken();
      const form = { isTimed: mapping !== undefined, withIds };
      const found =
        counted?.days ?? (await this.events.stage(transaction, table, resumed(first, rows), form));
      await early?.lockBefore(found);
      faultPoint('events_staged');
      const dropped = await this.droppedDays.among(found, transaction);
      const closed = file.includeDropped ? new Set<string>() : dropped;
      days = found.filter((day) => !closed.has(day));
      if (file.includeDropped) await this.droppedDays.reopen(transaction, dropped);
      if (closed.size === 0) return 0;
      if (counted === null) return await this.events.removeStaged(transaction, [...closed]);
      return [...closed].reduce((removed, day) => removed + counted.remove(day), 0);
    };
    const outcome =
      log === null
        ? await this.archives.load(
            open,
            file,
            archiveId,
            createDatelessLog(archive, archiveId, erased, plausible),
            copy,
          )
        : await this.archives.load(open, file, archiveId, log, copy, readerOf(file, mapping!));
    const counted = log?.counted() ?? null;
    const wrote = early?.hasBegun ?? false;
    return { outcome, days, counted, hasWritten: wrote, absentColumns: log?.absentColumns() ?? [] };
  }

  /**
   * Makes what was staged events of an archive, of which all days are locked; stores the texts of their ids.
   * @param isMore the archive keeps the events that it has
   */
  async addStaged(
    { transaction, unmerged }: Pick<OpenBatch, 'transaction' | 'unmerged'>,
    { kind, identity, day }: Pick<ArchiveName, 'kind' | 'identity' | 'day'>,
    withIds: boolean,
    isMore = false,
  ): Promise<void> {
    const table = EVENT_TABLES[kind];
    if (withIds) {
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
}

/** Reads as long as events are counted, of which some are written meanwhile; answers the first rows. */
async function firstRows(
  rows: AsyncGenerator<Buffer>,
  early: EarlyWrites | null,
): Promise<IteratorResult<Buffer>> {
  try {
    let first = await rows.next();
    for (; first.done !== true && first.value.length === 0; first = await rows.next()) early?.begin();
    return first;
  } finally {
    await early?.end();
  }
}

async function* resumed(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
