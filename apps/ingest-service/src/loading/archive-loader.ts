import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { Content } from '../formats/content-digest.js';
import { LineTally } from '../formats/line-tally.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import { asBuffer } from '../storage/copy/copy-chunks.js';
import { faultPoint } from '../storage/fault-point.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { withinSavepoint } from '../storage/savepoint.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import { readable, rowsOf } from './archive-rows.js';
import type { ReadArchives } from './archive-rows.js';
import { KnownFiles } from './known-files.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { WantedArchive } from './log-reader.js';
import { refusedFile, seenFile } from './looked-file.js';
import type { LookedFile } from './looked-file.js';
import type { OpenBatch } from './open-batch.js';
import { sharedErased } from './reading-thread.js';
import { RefusedFile, RefusedLog, Uncounted } from './refused-log.js';

/** One archive, from its bytes into a stream of rows, with its row in `archive`. */
@Injectable()
export class ArchiveLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly contents: ArchiveContents,
    private readonly knownFiles: KnownFiles,
    private readonly rejectedLines: RejectedLinesRepository,
  ) {}

  /**
   * Loads an archive by `load`, unless nothing of it is new. Where it is refused, what `load` wrote is undone and the
   * transaction goes on.
   */
  async once(
    { transaction, meter }: OpenBatch,
    file: LookedFile,
    load: (status: LoadableArchive) => Promise<LoadOutcome>,
  ): Promise<LoadOutcome> {
    const status = await this.contents.status(file, transaction);
    if (status.is !== 'loadable') {
      meter.archive(file.byteCount).done();
      if (status.is === 'refused')
        return await this.refuse(file, new RefusedLog(status.reason, null), transaction);
      return outcomeOf(file, status.is, status.is === 'dropped' ? 'day_dropped' : null);
    }
    try {
      return await withinSavepoint(transaction, () => load(status));
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      return await this.refuse(file, error, transaction);
    }
  }

  /**
   * Reads an archive of the day that the batch's thread has begun, and hands its rows to `copy`; then writes the
   * archive's row.
   * @throws RefusedLog when the archive cannot be loaded, and Uncounted: the rows end with it, so that `copy` fails
   */
  async load(
    open: OpenBatch,
    file: LookedFile,
    archiveId: number,
    copy: (rows: AsyncGenerator<Buffer>) => Promise<void>,
  ): Promise<LoadOutcome> {
    const { thread, meter, signal } = open;
    const progress = meter.archive(file.byteCount);
    const { archive } = file;
    const withExamples = this.rejectedLines.areStored;
    const reading = thread.readLog({ file: readable(file), archive, archiveId, withExamples });
    let read: ReadArchives | undefined;
    const buffers = async function* (): AsyncGenerator<Buffer> {
      const rows = rowsOf(reading, signal, (piece) => progress.step(piece.bytesRead, piece));
      let next = await rows.next();
      for (; next.done !== true; next = await rows.next()) yield* next.value[0].map(asBuffer);
      read = next.value;
    };
    try {
      await copy(buffers());
      progress.done();
    } catch (error) {
      const refused = error instanceof RefusedFile ? error.ofKind(archive.kind) : error;
      const hasNoEvent = refused instanceof RefusedLog && refused.tally !== null;
      const isSpoilt = refused instanceof ArchiveRefused && !hasNoEvent;
      if (isSpoilt) progress.undo();
      else progress.done();
      throw isSpoilt ? new Uncounted(`${archive.name}: ${refused.message}`) : refused;
    } finally {
      await reading.return?.();
    }
    return await this.finish(open, file, archiveId, { ...read!, tally: read!.archives[0]!.tally }, 0);
  }

  /**
   * The same without the kernel, which counts nothing then. @throws RefusedLog
   */
  async loadLines(
    open: OpenBatch,
    file: LookedFile,
    archiveId: number,
    rowBytes: number,
    copy: (rows: RowsOfDays) => Promise<void>,
  ): Promise<LoadOutcome> {
    const { archive } = file;
    try {
      const read = await this.readDays(open, file, [{ archive, archiveId }], rowBytes, copy);
      return await this.finish(open, file, archiveId, { ...read, tally: read.archives[0]!.tally }, 0);
    } catch (error) {
      throw error instanceof RefusedFile ? error.ofKind(archive.kind) : error;
    }
  }

  /**
   * Reads a file without the kernel; `copy` takes what becomes of it, and by which of its archives.
   * @param wanted its archives
   * @throws RefusedFile
   */
  async readDays(
    { thread, meter, signal, erased }: OpenBatch,
    file: LookedFile,
    wanted: readonly WantedArchive[],
    rowBytes: number,
    copy: (rows: RowsOfDays, archive: number) => Promise<void>,
  ): Promise<ReadArchives> {
    const progress = meter.archive(file.byteCount);
    const { plausible } = file;
    const reading = thread.readDays({
      file: readable(file),
      wanted,
      erased: sharedErased(erased),
      plausible,
      rowBytes,
      withExamples: this.rejectedLines.areStored,
    });
    try {
      const rows = rowsOf(reading, signal, (piece) => progress.step(piece.bytesRead, piece));
      let next = await rows.next();
      for (; next.done !== true; next = await rows.next()) await copy(...next.value);
      return next.value;
    } catch (error) {
      if (!(error instanceof ArchiveRefused) || error instanceof RefusedFile) throw error;
      throw new RefusedFile(error.reason, new Map());
    } finally {
      // All archives of the file are done.
      for (const _ of wanted) progress.done();
      await reading.return?.();
    }
  }

  /**
   * Writes the row of an archive whose events are in the tables.
   * @param leftOut events that are not, since their days were dropped
   * @param beginnings earlier contents of it, with which this one begins
   */
  async finish(
    { transaction }: Pick<OpenBatch, 'transaction'>,
    file: LookedFile,
    archiveId: number,
    { tally, damage, content }: { tally: LineTally; damage: Damage | null; content: Content },
    leftOut: number,
    beginnings: string[] = [],
  ): Promise<LoadOutcome> {
    tally.takeBack('day_dropped', leftOut);
    const isDropped = leftOut > 0 && tally.events === 0;
    const state = isDropped ? 'dropped' : damage === null ? 'loaded' : 'partial';
    const reason = isDropped ? 'day_dropped' : damage;
    const { archive, byteCount } = file;
    const replaced = await this.repository.finish(transaction, archiveId, archive.name, {
      ...seenFile(file, content),
      byteCount,
      state,
      reason,
      tally,
      beginnings,
    });
    await this.rejectedLines.replace(transaction, archiveId, isDropped ? [] : (tally.stored?.lines ?? []));
    faultPoint('archive_booked');
    return withReplaced(outcomeOf(file, state, reason, tally), replaced);
  }

  /** Records that an archive is refused. */
  async refuse(file: LookedFile, refused: RefusedLog, transaction: Transaction): Promise<LoadOutcome> {
    const { archive, byteCount, plausible } = file;
    const { reason, tally } = refused;
    const limits = await this.knownFiles.limitsOf(reason, tally, plausible, transaction);
    const seen = refusedFile(file, reason, file.content);
    await this.repository.refuse(archive, { ...seen, reason, byteCount, tally, limits }, transaction);
    faultPoint('archive_refused');
    return outcomeOf(file, 'refused', reason, tally);
  }

  /** Records that another archive has events of the same content. */
  async markDuplicate(
    transaction: Transaction,
    file: LookedFile,
    archiveId: number,
    original: KnownArchive,
  ): Promise<LoadOutcome> {
    const { byteCount, archive } = file;
    const duplicate = { state: 'duplicate', reason: 'same_content', duplicateOf: original.id } as const;
    const replaced = await this.repository.finish(transaction, archiveId, archive.name, {
      ...seenFile(file, file.content),
      byteCount,
      tally: null,
      ...duplicate,
    });
    await this.rejectedLines.replace(transaction, archiveId, []);
    return withReplaced(outcomeOf(file, duplicate.state, duplicate.reason), replaced);
  }
}

function withReplaced(outcome: LoadOutcome, replaced: number | null): LoadOutcome {
  return replaced === null ? outcome : { ...outcome, replaced };
}
