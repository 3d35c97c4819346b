import { Injectable, Logger } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { findArchives } from '../sources/archive-files.js';
import type { ArchiveFile, Completion, RefusedFile } from '../sources/archive-files.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { ContentHasher } from '../sources/content-hasher.js';
import { DEFAULT_DAY_LIMITS, plausibleDays } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { ArchiveLoader, outcomeOf } from './archive-loader.js';
import type { HashedFile } from './archive-loader.js';
import { BatchLoader } from './batch-loader.js';
import type { BatchReading } from './batch-loader.js';
import { batchesOf } from './batches.js';
import { DatelessLoader } from './dateless-loader.js';
import { LineKernels } from '../kernel/line-kernels.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { LoadTotals } from './load-outcome.js';
import type { LoadOutcome, LoadSummary } from './load-outcome.js';
import { overlapped } from './overlapped.js';
import { ProgressMeter } from './load-progress.js';
import type { LoadProgress, LoadStep } from './load-progress.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { SongsRepository } from '../storage/songs.repository.js';

/**
 * A real day has some 110 MB of files and is a batch of its own; of small days several go together, because merging
 * their songs costs nearly the same as for one.
 */
const BATCH_BYTES = 32 * 1024 * 1024;

export interface LoadOptions {
  /** Load archives of days that retention dropped, too. */
  includeDropped?: boolean;
  /** Days that archives and their lines may have. */
  plausible?: PlausibleDays;
  /** Which files are complete; absent: all. */
  completion?: Completion;
  /** Small days are loaded together in one transaction up to this size of their files. */
  batchBytes?: number;
  /** They read plain lines. */
  kernels?: LineKernels;
  /** Hears of each file when what became of it is committed. */
  onOutcome?: (outcome: LoadOutcome) => void;
}

/** What all archives of a load have in common. */
interface LoadHow extends Pick<HashedFile, 'includeDropped' | 'plausible'> {
  hasher: ContentHasher;
}

/** What is said of songs is merged beside the reading when there is this much of it: some eight of the largest days. */
const MANY_SONGS_BYTES = 512 * 1024 * 1024;

/** Loads all archives of a folder, or one, day after day: what is known is passed over, what is bad is recorded. */
@Injectable()
export class LoadService {
  private readonly logger = new Logger('load');

  constructor(
    private readonly repository: ArchivesRepository,
    private readonly archives: ArchiveLoader,
    private readonly batches: BatchLoader,
    private readonly dateless: DatelessLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
  ) {}

  /**
   * @param root the logs folder's real path; nothing outside is read
   * @param path a real path below it: a folder or one archive
   * @throws what the database throws, and the signal's reason; what was committed before stays loaded
   */
  async load(
    root: string,
    path: string,
    report: (progress: LoadProgress, step: LoadStep) => void,
    signal: AbortSignal,
    {
      includeDropped = false,
      plausible = plausibleDays(DEFAULT_DAY_LIMITS, Date.now()),
      completion,
      batchBytes = BATCH_BYTES,
      kernels = new LineKernels(),
      onOutcome = () => undefined,
    }: LoadOptions = {},
  ): Promise<LoadSummary> {
    const started = performance.now();
    const { files, refused, waiting, manifestPath } = await findArchives(root, path, plausible, completion);
    if (manifestPath !== null) await this.storeManifest(manifestPath);
    faultPoint('files_found');
    const totals = new LoadTotals();
    const add = (outcome: LoadOutcome): void => {
      totals.add(outcome);
      onOutcome(outcome);
    };
    await this.refuse(refused, add);
    for (const file of waiting) add(outcomeOf(file, 'waiting', file.reason));
    const meter = new ProgressMeter(
      files.length,
      files.reduce((bytes, { byteCount }) => bytes + byteCount, 0),
      report,
    );
    const hasher = new ContentHasher();
    const how = { hasher, includeDropped, plausible };
    const batches = batchesOf(files, batchBytes).map((batch, at, all) => ({
      batch,
      next: all[at + 1] ?? [],
    }));
    try {
      // While PostgreSQL takes songs and the rollup of one batch, the next one is read: two cores are busy then.
      await overlapped(batches, signal, async ({ batch, next }, passOn, stop) => {
        hasher.hashAhead(next, stop);
        const reading = { ...kernels.take(passOn), meter, signal: stop };
        const outcomes = await this.loadBatch(batch, how, reading);
        reading.onRead();
        outcomes.forEach(add);
        this.log(outcomes);
        await this.songs.mergeMany(MANY_SONGS_BYTES);
      });
      // Of archives that were loaded above, on which it is to be seen.
      for (const { identity, reason } of refused.filter(isRepeated))
        await this.repository.noteRefusal(identity, reason);
    } finally {
      await hasher.end();
      // Also of a load that was cancelled: its committed days stay.
      meter.mergingSongs();
      await this.mergeAndAnalyze(totals.archives['loaded']! + totals.archives['partial']! > 0);
    }
    faultPoint('statistics_made');
    return totals.summary((performance.now() - started) / 1000);
  }

  private async refuse(files: RefusedFile[], add: (outcome: LoadOutcome) => void): Promise<void> {
    for (const file of files) {
      const { identity, name, byteCount, reason } = file;
      if (!isRepeated(file))
        await this.repository.refuse({ identity, name }, { reason, byteCount, sha256: null, tally: null });
      add({ name, kind: null, state: 'refused', reason, byteCount, tally: null });
    }
  }

  /** Merges songs; statistics of events are made beside it, those of songs afterwards. */
  private async mergeAndAnalyze(withStatistics: boolean): Promise<void> {
    const beside = withStatistics ? this.events.analyze() : Promise.resolve();
    const [merged, analyzed] = await Promise.allSettled([this.songs.mergeLeft(), beside]);
    for (const step of [merged, analyzed]) if (step.status === 'rejected') throw step.reason;
    if (withStatistics) await this.events.analyzeSongs();
  }

  private async loadBatch(files: ArchiveFile[], how: LoadHow, reading: BatchReading): Promise<LoadOutcome[]> {
    const { meter, signal } = reading;
    const outcomes: LoadOutcome[] = [];
    const toLoad: HashedFile[] = [];
    for (const file of files) {
      const outcome = await this.hash(file, how, toLoad, signal);
      if (outcome === null) continue;
      outcomes.push(outcome);
      meter.archive(file.byteCount).done();
    }
    faultPoint('contents_hashed');
    if (toLoad.length === 0) return outcomes;
    const dated = toLoad[0]!.archive.day !== null;
    if (dated) return [...outcomes, ...(await this.batches.load(toLoad, reading))];
    for (const file of toLoad) outcomes.push(await this.dateless.load(file, meter, signal));
    return outcomes;
  }

  /** Puts the file into `toLoad`, or answers what became of it when there is nothing to load. */
  private async hash(
    file: ArchiveFile,
    { hasher, ...how }: LoadHow,
    toLoad: HashedFile[],
    signal: AbortSignal,
  ): Promise<LoadOutcome | null> {
    try {
      const hashed = { ...file, ...how, ...(await hasher.hash(file.path, signal)) };
      const known = await this.archives.contentStatus(hashed);
      // Whether a duplicate's original stands is known once the batches before this one are committed.
      if (known.is === 'unchanged' && known.known.state !== 'duplicate') {
        // What was refused after it has been taken back.
        if (known.known.refusal !== null) await this.repository.noteRefusal(file.archive.identity, null);
        return outcomeOf(file, 'unchanged', null);
      }
      if (known.is === 'dropped') return outcomeOf(file, 'dropped', 'day_dropped');
      toLoad.push(hashed);
      return null;
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      const { archive, byteCount } = file;
      const { reason } = error;
      await this.repository.refuse(archive, { reason, byteCount, sha256: null, tally: null });
      return outcomeOf(file, 'refused', reason);
    }
  }

  /** A folder of generated logs says so itself; results made from them are labelled by it. */
  private async storeManifest(path: string): Promise<void> {
    try {
      const manifest = JSON.parse(await readFile(path, 'utf8')) as { synthetic?: unknown } | null;
      if (manifest?.synthetic === true) await this.repository.storeSampleManifest(manifest);
    } catch (error) {
      if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).syscall === undefined)
        throw error;
      this.logger.warn('The manifest beside the archives could not be read; it is passed over');
    }
  }

  private log(outcomes: LoadOutcome[]): void {
    const news = outcomes.filter(({ state }) => state !== 'unchanged');
    const events = news.reduce((sum, { tally }) => sum + (tally?.events ?? 0), 0);
    if (news.length > 0) this.logger.log(`${news.length} archives, ${events} events (${news[0]!.name} ...)`);
    for (const { name, state, reason } of news) {
      if (reason !== null) this.logger.warn(`${name}: ${state}, ${reason}`);
    }
  }
}

function isRepeated({ reason }: RefusedFile): boolean {
  return reason === 'archive_repeated';
}
