import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import type { EventKind } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { EVENT_TABLES, KEYED_PLAYS } from '../storage/tables.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { ArchiveLoader } from './archive-loader.js';
import type { ReadArchives } from './archive-rows.js';
import { FileDays } from './file-days.js';
import { LoadLimits } from './load-limits.js';
import type { LookedFile } from './looked-file.js';
import type { OpenBatch } from './open-batch.js';
import { RefusedFile } from './refused-log.js';

/** A damaged file must not open a partition for any date. The real searches span 4 days together. */
const MAX_DAYS = { log: 62, csv: 400 };

/** An archive of which something is to be written. */
export interface Writing {
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
  /** What was read of it, and why it cannot be loaded; null: nothing was, it can. */
  tally: LineTally | null;
  refused: ArchiveReason | null;
}

/** Reads a file whose name has no date, and copies its events into their days, which are not locked meanwhile. */
@Injectable()
export class ManyDaysReader {
  constructor(
    private readonly changes: EventChanges,
    private readonly partitions: PartitionsRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly limits: LoadLimits,
  ) {}

  /**
   * @param writing the archives of one file
   * @param before days of other files of the transaction
   * @returns null: the content is that of other archives, so that nothing is read
   * @throws RefusedFile
   */
  async read(open: OpenBatch, writing: Writing[], before: ReadonlySet<string>): Promise<ReadArchives | null> {
    const unread = writing.filter(({ original }) => original === null);
    const end = unread.length === 0 ? null : await this.copy(open, unread, before);
    for (const [at, archive] of unread.entries()) Object.assign(archive, end!.archives[at]);
    if (await this.sharesLittle(open.transaction, writing))
      throw new RefusedFile('content_differs', new Map());
    return end;
  }

  private async copy(
    open: OpenBatch,
    writing: Writing[],
    before: ReadonlySet<string>,
  ): Promise<ReadArchives> {
    const { file } = writing[0]!;
    const { format } = file.archive;
    const wanted = writing.map((to) => ({ archive: to.file.archive, archiveId: to.copiedAs }));
    // Mapped files may have days of many years.
    const most = await this.partitions.mostDays(open.transaction);
    const days = new FileDays(format === 'mapped' ? most : MAX_DAYS[format], most, before);
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
    { transaction, beside, meter }: OpenBatch,
    { includeDropped }: LookedFile,
    days: FileDays,
    rows: RowsOfDays,
  ): Promise<void> {
    const met = days.notMet(rows.days.map(({ day }) => day));
    if (met.length === 0) return;
    const dropped = await this.droppedDays.among(met, transaction);
    if (includeDropped) await this.droppedDays.reopen(transaction, dropped);
    meter.now('making partitions');
    const opened = days.add(met, includeDropped ? new Set() : dropped);
    await this.partitions.ensureWithin(transaction, beside, opened);
    faultPoint('partitions_made');
  }

  /**
   * Fewer than half of the events that a mapped file had are in its new content, by user and day: then it is
   * rather another file under the same name. What begins with the old content has grown. Needs no lock of the
   * days: events of an archive change only with its row, which is locked.
   */
  private async sharesLittle(transaction: Transaction, writing: Writing[]): Promise<boolean> {
    let old = 0;
    let shared = 0;
    for (const archive of writing) {
      const { file, kind, previous, oldDays, id, copiedAs, original, refused, counts } = archive;
      const { mapping, replace, prefixes, content } = file;
      if (previous === null || original !== null || refused !== null) continue;
      if (mapping === undefined || replace) continue;
      if (previous.sha256 === (content?.sha256 ?? '') || hasGrown(previous, prefixes)) continue;
      old += previous.eventCount;
      if (counts.size === 0) continue;
      const table = EVENT_TABLES[kind];
      const tables = { table, copied: hasKeys(archive) ? KEYED_PLAYS : table } as const;
      shared += await this.events.shared(transaction, tables, oldDays, id, copiedAs);
    }
    return 2 * shared < old;
  }
}

/** Whether another file may have the same plays, which then count once. */
export function hasKeys({ file, kind }: Pick<Writing, 'file' | 'kind'>): boolean {
  return kind === 'play' && file.mapping?.event !== undefined;
}

export function hasGrown({ length, sha256 }: KnownArchive, prefixes: LookedFile['prefixes']): boolean {
  return length !== null && prefixes.get(length) === sha256;
}
