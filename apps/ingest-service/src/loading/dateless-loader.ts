import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { ContractsRepository } from '../storage/contracts.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader } from './archive-loader.js';
import type { CountedEvents } from './counted-events.js';
import { CountedLoader } from './counted-loader.js';
import type { RollupOf } from './counted-loader.js';
import { DaysTaken } from './early-writes.js';
import type { EarlyWrites } from './early-writes.js';
import { LoadLimits } from './load-limits.js';
import type { LoadOutcome } from './load-outcome.js';
import { stagedLogOf } from './log-reader.js';
import type { HashedFile, Loaded, OpenBatch } from './open-batch.js';
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
    private readonly changes: EventChanges,
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly contents: ArchiveContents,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly contracts: ContractsRepository,
    private readonly counted: CountedLoader,
    private readonly limits: LoadLimits,
  ) {}

  async load(open: OpenBatch, [file]: HashedFile[]): Promise<Loaded> {
    // Locks the archive's row: two loads of one archive read it one after the other.
    const archiveId = await this.repository.archiveId(open.transaction, file!.archive);
    let days: string[] = [];
    const outcome = await this.archives.once(open, file!, async (status) => {
      const loaded = await this.loadRead(open, file!, archiveId, status);
      ({ days } = loaded);
      return loaded.outcome;
    });
    return { outcomes: [outcome], days, isRebuilt: true };
  }

  private async loadRead(
    open: OpenBatch,
    file: HashedFile,
    archiveId: number,
    { previous, original: duplicated }: LoadableArchive,
  ): Promise<{ outcome: LoadOutcome; days: string[] }> {
    const { transaction } = open;
    const { archive, mapping } = file;
    const oldDays = previous === null ? [] : await this.events.daysOf(transaction, archiveId);
    const read = await this.read(open, file, archiveId, oldDays.length === 0 && duplicated === null);
    let { outcome } = read;
    const { days, counted } = read;
    const { format } = archive;
    // Mapped files may have days of many years.
    const most = format === 'mapped' ? await this.partitions.mostDays(transaction) : MAX_DAYS[format];
    if (days.length > most) throw new RefusedLog('too_many_days', outcome.tally);
    const touched = [...new Set([...days, ...oldDays])];
    await this.changes.openDays(open, touched, [file]);
    // What is left is PostgreSQL's: the next file can be read. Of two files of equal content, it is the duplicate.
    open.onRead();
    for (const day of oldDays) await this.changes.remove(open, archive.kind, day, archiveId);
    const original = await this.contents.originalOf(file, transaction);
    let rollupOf: RollupOf | null = null;
    if (original === null) {
      if (counted === null) await this.changes.addStaged(open, archive, mapping?.ids ?? 'numeric');
      else rollupOf = await this.counted.add(open, file, archiveId, counted);
      const contract = mapping?.contract;
      if (contract !== undefined) {
        const violations = await this.contracts.check(transaction, archiveId, contract, read.absentColumns);
        outcome = { ...outcome, violations };
      }
    } else {
      if (read.hasWritten) throw new DaysTaken();
      outcome = await this.archives.markDuplicate(transaction, file, archiveId, original);
    }
    for (const day of touched) await this.changes.finishDay(open, day, [archive.kind], await rollupOf?.(day));
    return { outcome, days: touched };
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
    const { countedEvents } = this.limits;
    const log = stagedLogOf(archive, mapping, archiveId, erased, plausible, countedEvents);
    const countedNow = (): CountedEvents | null => log.counted?.() ?? null;
    let days: string[] = [];
    const early = isNew ? this.counted.earlyWrites(open, file, countedNow()) : null;
    const outcome = await this.archives.load(open, file, archiveId, log, async (rows) => {
      const first = await firstRows(rows, early);
      const counted = countedNow();
      if (counted === null && early?.hasBegun === true) throw new DaysTaken();
      const form = { isTimed: mapping !== undefined, withIds: mapping?.ids === 'text' };
      const found =
        counted?.days ??
        (await this.events.stage(transaction, EVENT_TABLES[archive.kind], resumed(first, rows), form));
      await early?.lockBefore(found);
      faultPoint('events_staged');
      const dropped = await this.droppedDays.among(found, transaction);
      const closed = file.includeDropped ? new Set<string>() : dropped;
      days = found.filter((day) => !closed.has(day));
      if (file.includeDropped) await this.droppedDays.reopen(transaction, dropped);
      if (closed.size === 0) return 0;
      if (counted === null) return await this.events.removeStaged(transaction, [...closed]);
      return [...closed].reduce((removed, day) => removed + counted.remove(day), 0);
    });
    const hasWritten = early?.hasBegun ?? false;
    return { outcome, days, counted: countedNow(), hasWritten, absentColumns: log.absentColumns?.() ?? [] };
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
