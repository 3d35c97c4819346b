import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { ArchiveFile } from '../sources/archive-files.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import type { HashedContent } from '../sources/content-hash.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { EventLog } from '../kernel/event-log.js';
import { faultPoint } from '../storage/fault-point.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';

/** An archive whose content has been hashed. */
export interface HashedFile extends ArchiveFile, HashedContent {
  /** Load it even where retention dropped its day. */
  includeDropped: boolean;
  /** Days that its lines may have, when they give them. */
  plausible: PlausibleDays;
}

/** What tells whether an archive is new. */
export type ArchiveContent = Pick<HashedFile, 'archive' | 'sha256' | 'includeDropped'>;

/** An archive of which something is to be written. */
export interface LoadableArchive {
  is: 'loadable';
  /** The same archive with an earlier content whose events are to be replaced. */
  previous: KnownArchive | null;
  /** Another archive that has events of this content: then this one is its duplicate. */
  original: KnownArchive | null;
}

/** What an archive's content is, seen from the archives known already. */
export type ContentStatus = { is: 'unchanged'; known: KnownArchive } | { is: 'dropped' } | LoadableArchive;

/** What the loading of an archive goes by. */
export interface Reading {
  meter: ProgressMeter;
  signal: AbortSignal;
  /** Takes the rows; answers how many of them it left out because their days were dropped. */
  copy: (rows: AsyncGenerator<Buffer>) => Promise<number>;
}

/** One archive: is it new, and if so, from its bytes into a stream of rows, with the bookkeeping. */
@Injectable()
export class ArchiveLoader {
  constructor(private readonly repository: ArchivesRepository) {}

  async contentStatus(file: ArchiveContent, transaction?: Transaction): Promise<ContentStatus> {
    const known = await this.repository.knownArchives(file.archive.identity, file.sha256, transaction);
    const same = known.find(({ identity }) => identity === file.archive.identity) ?? null;
    if (same?.state === 'dropped') {
      if (same.sha256 === file.sha256 && !file.includeDropped) return { is: 'dropped' };
    } else if (same !== null && isUnchanged(same, file, known)) return { is: 'unchanged', known: same };
    const previous = same !== null && Number(same.eventCount) > 0 ? same : null;
    return { is: 'loadable', previous, original: originalAmong(known, file) };
  }

  /** Another archive that has events of the same content. */
  async originalOf(file: HashedFile, transaction: Transaction): Promise<KnownArchive | null> {
    const { archive, sha256 } = file;
    return originalAmong(await this.repository.knownArchives(archive.identity, sha256, transaction), file);
  }

  /**
   * Reads the archive by `log` and hands its rows to `copy`, then writes the archive's row.
   * The rows end with an ArchiveRefused when the archive cannot be loaded, so that `copy` fails with it.
   */
  async load(
    transaction: Transaction,
    file: HashedFile,
    archiveId: number,
    log: EventLog,
    { meter, signal, copy }: Reading,
  ): Promise<LoadOutcome> {
    const reader = new ArchiveReader(file.path, file.version);
    const progress = meter.archive(file.byteCount);
    let leftOut: number;
    try {
      leftOut = await copy(
        rowsOf(reader, log, file, signal, (bytes, lines, events) => {
          progress.step(bytes, lines, events);
        }),
      );
    } catch (error) {
      if (error instanceof ArchiveRefused) throw new RefusedLog(error.reason, log.tally);
      throw error;
    } finally {
      progress.done();
    }
    faultPoint('rows_copied');
    log.tally.takeBack('day_dropped', leftOut);
    const isDropped = leftOut > 0 && log.tally.events === 0;
    const state = isDropped ? 'dropped' : reader.damage === null ? 'loaded' : 'partial';
    const reason = isDropped ? 'day_dropped' : reader.damage;
    await this.repository.finishArchive(transaction, archiveId, {
      sha256: file.sha256,
      byteCount: file.byteCount,
      state,
      reason,
      tally: log.tally,
    });
    faultPoint('archive_booked');
    return outcomeOf(file, state, reason, log.tally);
  }

  /** Records that the archive was refused. */
  async refuse(file: HashedFile, refused: RefusedLog, transaction?: Transaction): Promise<LoadOutcome> {
    const { archive, byteCount } = file;
    const { reason, tally } = refused;
    const sha256 = OF_FILE.has(reason) ? null : file.sha256;
    await this.repository.refuse(archive, { reason, byteCount, sha256, tally }, transaction);
    return outcomeOf(file, 'refused', reason, tally);
  }

  /** Records that another archive has events of the same content. */
  async markDuplicate(
    transaction: Transaction,
    file: HashedFile,
    archiveId: number,
    original: KnownArchive,
  ): Promise<LoadOutcome> {
    const { sha256, byteCount } = file;
    await this.repository.finishArchive(transaction, archiveId, {
      sha256,
      byteCount,
      state: 'duplicate',
      reason: 'same_content',
      tally: null,
      duplicateOf: original.id,
    });
    return outcomeOf(file, 'duplicate', 'same_content');
  }
}

/** Reasons that lie in the file and not in its content: the next load tries the same content again. */
const OF_FILE: ReadonlySet<ArchiveReason> = new Set(['unreadable', 'file_changed']);

/** The very events were loaded once, and all or some of them dropped: they are still counted with their songs. */
export function isStillCounted(file: HashedFile, previous: KnownArchive | null): boolean {
  return previous !== null && previous.sha256 === file.sha256;
}

/** The archive has this very content, with all days that are asked for. */
function isUnchanged(same: KnownArchive, file: ArchiveContent, known: KnownArchive[]): boolean {
  return same.sha256 === file.sha256 && stands(same, known) && !(same.lacksDays && file.includeDropped);
}

/** A duplicate stands while its original does. */
function stands({ state, sha256, duplicateOf }: KnownArchive, known: KnownArchive[]): boolean {
  return (
    state !== 'duplicate' || known.some((other) => other.id === duplicateOf && hasEventsOf(sha256, other))
  );
}

function originalAmong(known: KnownArchive[], { archive, sha256 }: ArchiveContent): KnownArchive | null {
  return known.find((other) => other.identity !== archive.identity && hasEventsOf(sha256, other)) ?? null;
}

function hasEventsOf(content: string | null, { sha256, state }: KnownArchive): boolean {
  return sha256 === content && (state === 'loaded' || state === 'partial');
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

/** An archive was refused after its lines were read. */
export class RefusedLog extends ArchiveRefused {
  /** What was read, when no line of it was an event; else nothing, since those events were not loaded. */
  readonly tally: LineTally | null;

  constructor(reason: ArchiveReason, tally: LineTally | null) {
    super(reason);
    this.tally = tally !== null && tally.events === 0 ? tally : null;
  }
}

/**
 * The rows of an archive; what became of its lines is in the log's tally.
 * @throws ArchiveRefused when the archive cannot be loaded, at the end where that is known only then
 */
async function* rowsOf(
  reader: ArchiveReader,
  log: EventLog,
  file: Pick<ArchiveFile, 'archive'>,
  signal: AbortSignal,
  progress: (bytes: number, lines: number, events: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of reader.chunks()) {
    signal.throwIfAborted();
    log.push(chunk);
    yield* log.rows.take();
    faultPoint('rows_copying');
    progress(reader.bytesRead, log.tally.lines, log.tally.events);
  }
  log.finish(reader.damage !== null);
  progress(reader.bytesRead, log.tally.lines, log.tally.events);
  if (log.tally.events + log.tally.erased === 0) throw new ArchiveRefused(noEventReason(reader, file));
  yield* log.rows.finish();
}

function noEventReason(reader: ArchiveReader, file: Pick<ArchiveFile, 'archive'>): ArchiveReason {
  if (reader.damage !== null) return reader.damage;
  if (reader.binary) return 'binary';
  return file.archive.promisesGzip && !reader.gzipped ? 'not_gzip' : 'no_event';
}
