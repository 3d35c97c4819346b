import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { headOf } from '../sources/content-packing.js';
import { RECOGNISED_BYTES, recognised } from '../mapping/recognised.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import type { LoadOutcome } from './load-outcome.js';
import { readerOf } from './log-reader.js';
import type { LogReader } from './log-reader.js';
import type { MappedChunk } from './mapped-log.js';
import type { HashedFile, OpenBatch } from './open-batch.js';
import { RefusedLog } from './refused-log.js';

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
    const { sha256, byteCount, archive } = file;
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
    tally.takeBack('day_dropped', leftOut);
    const isDropped = leftOut > 0 && tally.events === 0;
    const state = isDropped ? 'dropped' : reader.damage === null ? 'loaded' : 'partial';
    const reason = isDropped ? 'day_dropped' : reader.damage;
    await this.repository.finish(transaction, archiveId, archive.name, {
      sha256,
      byteCount,
      state,
      reason,
      tally,
    });
    await this.rejectedLines.replace(transaction, archiveId, isDropped ? [] : (tally.stored?.lines ?? []));
    faultPoint('archive_booked');
    return outcomeOf(file, state, reason, tally);
  }

  private async refuse(
    file: HashedFile,
    refused: RefusedLog,
    transaction: Transaction,
  ): Promise<LoadOutcome> {
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
