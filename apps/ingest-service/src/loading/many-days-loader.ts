import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import type { EventKind } from '../formats/archive-name.js';
import type { LineTally } from '../formats/line-tally.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import { ContractsRepository } from '../storage/contracts.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { ArchiveContents } from './archive-contents.js';
import { ArchiveLoader } from './archive-loader.js';
import type { ReadDays } from './archive-rows.js';
import { FileDays } from './file-days.js';
import { LoadLimits } from './load-limits.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { LookedFile } from './looked-file.js';
import type { Loaded, OpenBatch } from './open-batch.js';
import { RefusedFile, RefusedLog } from './refused-log.js';

/** A damaged file must not open a partition for any date. The real searches span 4 days together. */
const MAX_DAYS = { log: 62, csv: 400 };

/** An archive of which something is to be written. */
interface Writing {
  file: LookedFile;
  id: number;
  kind: EventKind;
  /** The number of its new events: another one where the archive has events, which these replace. */
  copiedAs: number;
  /** The archive with the events that are replaced, and their days. */
  previous: KnownArchive | null;
  oldDays: string[];
  original: KnownArchive | null;
  /** Its new events by day, and how many were left out because their days were dropped. */
  counts: Map<string, number>;
  leftOut: number;
}

/**
 * Loads a file whose name has no date within the transaction of a batch: the archives of all kinds of its events, by
 * one reading. Its events are copied into their days while it is read; days are locked afterwards, for what is
 * replaced, superseded and counted.
 */
@Injectable()
export class ManyDaysLoader {
  constructor(
    private readonly changes: EventChanges,
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly contents: ArchiveContents,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly contracts: ContractsRepository,
    private readonly limits: LoadLimits,
  ) {}

  /** @param files the archives of one file */
  async load(open: OpenBatch, files: LookedFile[]): Promise<Loaded> {
    const { transaction, meter } = open;
    // Of two loads of one content or of one archive, the second waits here, and finds what the first has done.
    await this.repository.lock(transaction, [], files);
    const identities = files.map(({ archive }) => archive.identity);
    await this.repository.lockRows(transaction, identities);
    const outcomes: LoadOutcome[] = [];
    const writing: Writing[] = [];
    for (const file of files) {
      const id = await this.repository.archiveId(transaction, file.archive);
      const status = await this.contents.status(file, transaction);
      if (status.is === 'loadable') {
        const { previous, original } = status;
        const oldDays = previous === null ? [] : await this.events.daysOf(transaction, id);
        const copiedAs = previous === null ? id : await this.repository.newNumber(transaction);
        const { kind } = file.archive;
        writing.push({
          file,
          id,
          kind,
          copiedAs,
          previous,
          oldDays,
          original,
          counts: new Map(),
          leftOut: 0,
        });
        continue;
      }
      outcomes.push(outcomeOf(file, status.is, status.is === 'dropped' ? 'day_dropped' : null));
      meter.archive(file.byteCount).done();
    }
    if (writing.length === 0) return { outcomes, days: [], isRebuilt: false };
    try {
      const loaded = await this.repository.withinSavepoint(transaction, () => this.write(open, writing));
      return { ...loaded, outcomes: [...outcomes, ...loaded.outcomes] };
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error;
      const { reason, tallies } = error;
      for (const { file } of writing) {
        const refused = new RefusedLog(reason, tallies.get(file.archive.kind) ?? null);
        outcomes.push(await this.archives.refuse(file, refused, transaction));
      }
      return { outcomes, days: [], isRebuilt: false };
    }
  }

  /** @throws RefusedFile */
  private async write(open: OpenBatch, writing: Writing[]): Promise<Loaded> {
    const { transaction } = open;
    const read = writing.filter(({ original }) => original === null);
    const end = read.length === 0 ? null : await this.read(open, read);
    // What is left is PostgreSQL's: the next file can be read.
    open.onRead();
    const endOf = new Map(read.map((archive, at) => [archive, end!.archives[at]!]));
    const changed = writing.filter((archive) => (endOf.get(archive)?.refused ?? null) === null);
    const days = [
      ...new Set(changed.flatMap(({ oldDays, counts }) => [...oldDays, ...counts.keys()])),
    ].sort();
    open.meter.now('counting days');
    await this.changes.openDays(open, days, []);
    if (await this.sharesLittle(transaction, changed)) throw new RefusedFile('content_differs', new Map());
    const outcomes: LoadOutcome[] = [];
    for (const archive of writing) {
      const { tally = null, refused = null } = endOf.get(archive) ?? {};
      if (refused === null) outcomes.push(await this.replace(open, archive, end, tally));
      else
        outcomes.push(await this.archives.refuse(archive.file, new RefusedLog(refused, tally), transaction));
    }
    const kinds = changed.map(({ kind }) => kind);
    await this.changes.finishDays(open, days, kinds);
    return { outcomes, days, isRebuilt: true };
  }

  /**
   * Fewer than half of the events that a mapped file had are in its new content, by user and day: then it is rather
   * another file under the same name. What begins with the old content has grown.
   */
  private async sharesLittle(transaction: Transaction, writing: Writing[]): Promise<boolean> {
    let old = 0;
    let shared = 0;
    for (const { file, kind, previous, oldDays, id, copiedAs, original } of writing) {
      const { mapping, replace, prefixes, content } = file;
      if (previous === null || original !== null || mapping === undefined || replace) continue;
      if (previous.sha256 === (content?.sha256 ?? '') || hasGrown(previous, prefixes)) continue;
      old += previous.eventCount;
      shared += await this.events.shared(transaction, EVENT_TABLES[kind], oldDays, id, copiedAs);
    }
    return 2 * shared < old;
  }

  /** Reads the file, and copies its events into days that are not dropped. @throws RefusedFile */
  private async read(open: OpenBatch, writing: Writing[]): Promise<ReadDays> {
    const { file } = writing[0]!;
    const { archive } = file;
    const wanted = writing.map((to) => ({ archive: to.file.archive, archiveId: to.copiedAs }));
    const { format } = archive;
    // Mapped files may have days of many years.
    const most = format === 'mapped' ? await this.partitions.mostDays(open.transaction) : MAX_DAYS[format];
    const days = new FileDays(most);
    return await this.archives.readDays(open, file, wanted, this.limits.rowBytes, async (rows, at) => {
      const to = writing[at]!;
      await this.openDays(open, file, days, rows);
      const kept = rows.days.filter(({ day }) => !days.dropped.has(day));
      await this.changes.copy(open, to.kind, { ...rows, days: kept }, hasKeys(to));
      for (const { day, events } of kept) to.counts.set(day, (to.counts.get(day) ?? 0) + events);
      for (const { day, events } of rows.days) if (days.dropped.has(day)) to.leftOut += events;
    });
  }

  /** Makes the partitions of days that were not met before, but for those that retention dropped. */
  private async openDays(
    { transaction, meter }: OpenBatch,
    { includeDropped }: LookedFile,
    days: FileDays,
    rows: RowsOfDays,
  ): Promise<void> {
    const met = days.notMet(rows.days.map(({ day }) => day));
    if (met.length === 0) return;
    const dropped = await this.droppedDays.among(met, transaction);
    if (includeDropped) await this.droppedDays.reopen(transaction, dropped);
    meter.now('making partitions');
    await this.partitions.ensureWithin(transaction, days.add(met, includeDropped ? new Set() : dropped));
    faultPoint('partitions_made');
  }

  /**
   * Puts the new events of an archive, or that it is a duplicate, in place of its old ones; all its days are
   * locked.
   */
  private async replace(
    open: OpenBatch,
    { file, id, kind, copiedAs, oldDays, original, counts, leftOut }: Writing,
    end: ReadDays | null,
    tally: LineTally | null,
  ): Promise<LoadOutcome> {
    const { transaction } = open;
    for (const day of oldDays) await this.changes.remove(open, kind, day, id);
    if (original !== null) {
      await this.events.countDays(transaction, id, counts);
      return await this.archives.markDuplicate(transaction, file, id, original);
    }
    if (hasKeys({ file, kind }))
      tally!.takeBack('event_repeated', await this.changes.leaveOutKnown(open, copiedAs, copiedAs, counts));
    if (copiedAs !== id) await this.repository.renumber(transaction, id, copiedAs);
    await this.changes.count(open, copiedAs, kind, copiedAs, counts);
    const read = { tally: tally!, damage: end!.damage, content: end!.content };
    const outcome = await this.archives.finish(open, file, copiedAs, read, leftOut);
    const contract = file.mapping?.contract;
    if (contract === undefined) return outcome;
    const violations = await this.contracts.check(transaction, copiedAs, contract, end!.absentColumns);
    return { ...outcome, violations };
  }
}

/** Whether another file may have the same plays, which then count once. */
function hasKeys({ file, kind }: Pick<Writing, 'file' | 'kind'>): boolean {
  return kind === 'play' && file.mapping?.event !== undefined;
}

function hasGrown({ length, sha256 }: KnownArchive, prefixes: LookedFile['prefixes']): boolean {
  return length !== null && prefixes.get(length) === sha256;
}
