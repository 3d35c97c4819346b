import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { headOf } from '../sources/content-packing.js';
import { RECOGNISED_BYTES, recognised } from '../mapping/recognised.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import type { LoadOutcome } from './load-outcome.js';
import { readerOf } from './log-reader.js';
import type { LogReader } from './log-reader.js';
import type { ManyDaysLog } from './many-days-log.js';
import type { MappedChunk } from './mapped-log.js';
import type { HashedFile, OpenBatch } from './open-batch.js';
import { readDays } from './read-days.js';
import type { DaysEnd } from './read-days.js';
import { RefusedFile, RefusedLog } from './refused-log.js';

/** Reasons that lie in the file and not in its content: the next load tries the same content again. */
const OF_FILE: ReadonlySet<ArchiveReason> = new Set(['unreadable', 'file_changed']);

/** One archive, from its bytes into a stream of rows, with its row in `archive`. */
@Injectable()
export class ArchiveLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly contents: ArchiveContents,
    private readonly rejectedLines: RejectedLinesRepository,
  ) {}

  /**
   * Loads an archive by `load`, unless nothing of it is new. Where it is refused, what `load` wrote is undone and the
   * transaction goes on.
   */
  async once(
    { transaction, meter }: OpenBatch,
    file: HashedFile,
    load: (status: LoadableArchive) => Promise<LoadOutcome>,
  ): Promise<LoadOutcome> {
    const status = await this.contents.status(file, transaction);
    if (status.is !== 'loadable') {
      meter.archive(file.byteCount).done();
      return outcomeOf(file, status.is, status.is === 'dropped' ? 'day_dropped' : null);
    }
    try {
      return await this.repository.withinSavepoint(transaction, () => load(status));
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      return await this.refuse(file, error, transaction);
    }
  }

  /**
   * Reads the archive by `log` and hands its rows to `copy`, then writes the archive's row.
   * @param copy takes the rows; answers how many of them it left out because their days were dropped
   * @throws RefusedLog when the archive cannot be loaded; the rows end with it, so that `copy` fails
   */
  async load(
    { transaction, meter, signal, erased }: OpenBatch,
    file: HashedFile,
    archiveId: number,
    log: EventLog<MappedChunk>,
    copy: (rows: AsyncGenerator<Buffer>) => Promise<number>,
  ): Promise<LoadOutcome> {
    const { byteCount } = file;
    const reader = readerOf(file, file.mapping);
    const { tally } = log;
    tally.stored = this.rejectedLines.collector(erased);
    const progress = meter.archive(byteCount);
    let leftOut: number;
    try {
      leftOut = await copy(rowsOf(reader, log, file, signal, () => progress.step(reader.bytesRead, tally)));
    } catch (error) {
      if (error instanceof ArchiveRefused) throw new RefusedLog(error.reason, tally);
      throw error;
    } finally {
      progress.done();
    }
    faultPoint('rows_copied');
    return await this.finish({ transaction }, file, archiveId, { tally, damage: reader.damage }, leftOut);
  }

  /**
   * Reads a file of many days; `copy` takes what becomes of it, and by which of its archives.
   * @throws RefusedFile
   */
  async readDays(
    { meter, signal, erased }: OpenBatch,
    file: HashedFile,
    log: ManyDaysLog<MappedChunk>,
    copy: (rows: RowsOfDays, archive: number) => Promise<void>,
  ): Promise<DaysEnd> {
    const reader = readerOf(file, file.mapping);
    const areSeveral = file.mapping !== undefined && kindsOf(file.mapping).length > 1;
    for (const { tally } of log.archives) tally.stored = this.rejectedLines.collector(erased);
    const progress = meter.archive(file.byteCount);
    const pieces = readDays(reader, log, areSeveral, () => noEventReason(reader, file));
    const tallies = new Map(log.archives.map(({ kind, tally }) => [kind, tally]));
    try {
      for (;;) {
        const next = await pieces.next();
        signal.throwIfAborted();
        if (next.done === true) {
          const [first] = next.value.archives;
          if (next.value.archives.every(({ refused }) => refused !== null))
            throw new RefusedFile(first!.refused!, tallies);
          faultPoint('rows_copied');
          return next.value;
        }
        for (const [at, rows] of next.value.rows.entries()) if (rows !== null) await copy(rows, at);
        faultPoint('rows_copying');
        progress.step(next.value.bytesRead, next.value);
      }
    } catch (error) {
      if (!(error instanceof ArchiveRefused) || error instanceof RefusedFile) throw error;
      throw new RefusedFile(error.reason, tallies);
    } finally {
      // All archives of the file are done.
      for (const _ of log.archives) progress.done();
      await pieces.return(undefined as never);
    }
  }

  /**
   * Writes the row of an archive whose events are in the tables.
   * @param leftOut events that are not, since their days were dropped
   */
  async finish(
    { transaction }: Pick<OpenBatch, 'transaction'>,
    { sha256, byteCount, archive, ...file }: HashedFile,
    archiveId: number,
    { tally, damage }: { tally: LineTally; damage: Damage | null },
    leftOut: number,
  ): Promise<LoadOutcome> {
    tally.takeBack('day_dropped', leftOut);
    const isDropped = leftOut > 0 && tally.events === 0;
    const state = isDropped ? 'dropped' : damage === null ? 'loaded' : 'partial';
    const reason = isDropped ? 'day_dropped' : damage;
    await this.repository.finish(transaction, archiveId, archive.name, {
      sha256,
      byteCount,
      state,
      reason,
      tally,
    });
    await this.rejectedLines.replace(transaction, archiveId, isDropped ? [] : (tally.stored?.lines ?? []));
    faultPoint('archive_booked');
    return outcomeOf({ ...file, archive, byteCount }, state, reason, tally);
  }

  /** Records that an archive is refused. */
  async refuse(file: HashedFile, refused: RefusedLog, transaction: Transaction): Promise<LoadOutcome> {
    const { archive, byteCount } = file;
    const { reason, tally } = refused;
    const sha256 = OF_FILE.has(reason) ? null : file.sha256;
    await this.repository.refuse(archive, { reason, byteCount, sha256, tally }, transaction);
    faultPoint('archive_refused');
    return outcomeOf(file, 'refused', reason, tally);
  }

  /** Records that another archive has events of the same content. */
  async markDuplicate(
    transaction: Transaction,
    file: HashedFile,
    archiveId: number,
    original: KnownArchive,
  ): Promise<LoadOutcome> {
    const { sha256, byteCount, archive } = file;
    const duplicate = { state: 'duplicate', reason: 'same_content', duplicateOf: original.id } as const;
    await this.repository.finish(transaction, archiveId, archive.name, {
      sha256,
      byteCount,
      tally: null,
      ...duplicate,
    });
    await this.rejectedLines.replace(transaction, archiveId, []);
    return outcomeOf(file, duplicate.state, duplicate.reason);
  }
}

export function outcomeOf(
  file: ArchiveFile,
  state: LoadOutcome['state'],
  reason: ArchiveReason | null,
  tally: LineTally | null = null,
): LoadOutcome {
  const { name, kind } = file.archive;
  return { name, kind, state, reason, byteCount: file.byteCount, tally };
}

/**
 * The rows of an archive; what became of its lines is in the log's tally.
 * @throws ArchiveRefused when the archive cannot be loaded, at the end where that is known only then
 */
async function* rowsOf(
  reader: LogReader<MappedChunk>,
  log: EventLog<MappedChunk>,
  file: ArchiveFile,
  signal: AbortSignal,
  onRead: () => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of reader.chunks()) {
    signal.throwIfAborted();
    log.lines.push(chunk);
    yield* log.rows.take();
    faultPoint('rows_copying');
    onRead();
  }
  log.lines.finish(reader.damage !== null);
  onRead();
  if (log.tally.events + log.tally.erased === 0 && !isOtherKind(log.tally, file))
    throw new ArchiveRefused(await noEventReason(reader, file));
  yield* log.rows.finish();
}

/** All records of a mapped file belong to other archives of it. */
function isOtherKind({ lines }: LineTally, { mapping }: ArchiveFile): boolean {
  return mapping !== undefined && lines === 0 && kindsOf(mapping).length > 1;
}

async function noEventReason(reader: LogReader<unknown>, file: ArchiveFile): Promise<ArchiveReason> {
  if (reader.damage !== null) return reader.damage;
  const seen = file.mapping === undefined ? recognised(await headOf(file.path, RECOGNISED_BYTES)) : null;
  if (seen !== null) return seen;
  if (reader.binary) return 'binary';
  return file.archive.promisesGzip && !reader.gzipped ? 'not_gzip' : 'no_event';
}
