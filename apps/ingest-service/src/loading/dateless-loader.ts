import { OuterIds } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { ContractsRepository } from '../storage/contracts.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { SELECT_MOST_LOCKS } from '../storage/locks.sql.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader, outcomeOf } from './archive-loader.js';
import { createDatelessLog } from './dateless-log.js';
import { DayLoader } from './day-loader.js';
import type { HashedFile, Loaded, OpenBatch } from './open-batch.js';
import { createMappedLog, readerOf } from './mapped-log.js';
import type { LoadOutcome } from './load-outcome.js';
import { RefusedLog } from './refused-log.js';

/** A damaged file must not open a partition for any date. The real searches span 4 days together. */
const MAX_DAYS = { log: 62, csv: 400 };
/** Locks of tables and indexes that a transaction takes a day, at most. */
const LOCKS_A_DAY = 16;

/**
 * Loads an archive whose name has no date, within the transaction of a batch: its days are known only when it
 * has been read, so the events wait in a temporary table until those days are locked.
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
    { previous }: LoadableArchive,
  ): Promise<Loaded> {
    const { transaction, unmerged } = open;
    const { archive } = file;
    const table = EVENT_TABLES[archive.kind];
    const oldDays = previous === null ? [] : await this.events.daysOf(transaction, archiveId);
    let days: string[] = [];
    const withIds = file.mapping?.ids === 'text';
    const copy = async (rows: AsyncIterable<Buffer>): Promise<number> => {
      const staged = await this.events.stage(transaction, table, rows, {
        isTimed: file.mapping !== undefined,
        withIds,
      });
      if (withIds) await this.storeIds(transaction, archive.kind);
      // What is left is PostgreSQL's: the next file can be read.
      open.onRead();
      faultPoint('events_staged');
      const dropped = await this.droppedDays.among(staged, transaction);
      const closed = file.includeDropped ? new Set<string>() : dropped;
      days = staged.filter((day) => !closed.has(day));
      if (file.includeDropped) await this.droppedDays.reopen(transaction, dropped);
      return closed.size === 0 ? 0 : await this.events.removeStaged(transaction, [...closed]);
    };
    const read = await this.read(open, file, archiveId, copy);
    let { outcome } = read;
    if (days.length > (await this.mostDays(archive.format, transaction)))
      throw new RefusedLog('too_many_days', outcome.tally);
    await this.partitions.ensureWithin(transaction, days);
    const touched = [...new Set([...days, ...oldDays])];
    await this.repository.lock(transaction, touched, [file]);
    for (const day of oldDays) {
      await this.songs.takeBack(transaction, unmerged, table, day, { archive: archiveId });
      await this.events.remove(transaction, table, day, archiveId);
    }
    const original = await this.contents.originalOf(file, transaction);
    if (original === null) {
      await this.events.insertStaged(transaction, table);
      await this.events.countStaged(transaction);
      faultPoint('staged_inserted');
      await this.songs.addStaged(transaction, unmerged, table, archive.identity);
      const contract = file.mapping?.contract;
      if (contract !== undefined) {
        const violations = await this.contracts.check(transaction, archiveId, contract, read.absentColumns);
        outcome = { ...outcome, violations };
      }
    } else outcome = await this.archives.markDuplicate(transaction, file, archiveId, original);
    for (const day of touched) await this.days.finishDay(open, day, [archive.kind], null);
    return { outcomes: [outcome], days: touched, isRebuilt: true };
  }

  private async read(
    open: OpenBatch,
    file: HashedFile,
    archiveId: number,
    copy: (rows: AsyncIterable<Buffer>) => Promise<number>,
  ): Promise<{ outcome: LoadOutcome; absentColumns: string[] }> {
    const { archive, mapping, plausible } = file;
    if (mapping === undefined) {
      const log = createDatelessLog(archive, archiveId, open.erased, plausible);
      const outcome = await this.archives.load(open, file, archiveId, log, copy);
      return { outcome, absentColumns: [] };
    }
    const log = createMappedLog(mapping, archive.kind, archiveId, open.erased, plausible);
    const outcome = await this.archives.load(open, file, archiveId, log, copy, readerOf(file, mapping));
    return { outcome, absentColumns: log.absentColumns?.() ?? [] };
  }

  /** Stores the texts of ids that were staged. */
  async storeIds(transaction: Transaction, kind: EventKind): Promise<void> {
    for (const of of kind === 'search' ? (['user'] as const) : (['user', 'song'] as const)) {
      for await (const texts of this.events.stagedTexts(transaction, of))
        await this.ids.store(transaction, of, texts);
    }
  }

  /** What a transaction can lock; mapped files may have days of many years. */
  private async mostDays(format: ArchiveName['format'], transaction: Transaction): Promise<number> {
    if (format !== 'mapped') return MAX_DAYS[format];
    const [row] = await transaction.query<{ locks: number }>(SELECT_MOST_LOCKS);
    return Math.floor(row!.locks / LOCKS_A_DAY);
  }
}
