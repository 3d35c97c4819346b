import { Injectable, Logger } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { mappedContent } from '../mapping/mapped-archive.js';
import { findArchives } from '../sources/archive-files.js';
import type { RefusedFile, WantedFiles } from '../sources/archive-files.js';
import type { HashedContent } from '../sources/content-hash.js';
import { ContentHasher } from '../sources/content-hasher.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { ArchiveContents } from './archive-contents.js';
import { outcomeOf } from './archive-loader.js';
import { BatchLoader } from './batch-loader.js';
import { batchesOf } from './batches.js';
import type { LoadSummaryDto } from './load-job.dto.js';
import { LoadLimits } from './load-limits.js';
import { LoadTotals } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import { ProgressMeter } from './load-progress.js';
import type { LoadProgress, LoadStep } from './load-progress.js';
import type { BatchReading, HashedFile } from './open-batch.js';
import { overlapped } from './overlapped.js';
import { ReadingThreads } from './reading-threads.js';
import { storeManifests } from './sample-manifest.js';

type UnhashedFile = Omit<HashedFile, keyof HashedContent>;

export interface LoadOptions extends Omit<WantedFiles, 'days'> {
  /** Load archives of days that retention dropped, too. */
  includeDropped: boolean;
  /** Days that archives and their lines may have. */
  plausible: PlausibleDays;
  /** Called for each file when what became of it is committed. */
  onOutcome?: (outcome: LoadOutcome) => void;
}

/** Loads all archives of a folder, or one: what is known is passed over, what is bad is recorded. */
@Injectable()
export class LoadService {
  private readonly logger = new Logger('load');

  constructor(
    private readonly repository: ArchivesRepository,
    private readonly contents: ArchiveContents,
    private readonly batches: BatchLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongMerges,
    private readonly limits: LoadLimits,
    private readonly threads: ReadingThreads,
  ) {}

  /**
   * @param root the logs folder's real path; nothing outside is read
   * @param path a real path below it: a folder or one archive
   * @throws where synthetic logs would be mixed with real ones, what the database throws, and the signal's
   * reason; what was committed before stays loaded
   */
  async load(
    root: string,
    path: string,
    report: (progress: LoadProgress, step: LoadStep) => void,
    signal: AbortSignal,
    { includeDropped, onOutcome = () => undefined, plausible, ...wanted }: LoadOptions,
  ): Promise<LoadSummaryDto> {
    const started = performance.now();
    const found = await findArchives(root, path, { days: plausible, ...wanted });
    await storeManifests(this.repository, path, found);
    faultPoint('files_found');
    const { files, refused } = found;
    const totals = new LoadTotals();
    totals.addPassedOver(found.passedOver);
    const add = (outcome: LoadOutcome): void => {
      totals.add(outcome);
      onOutcome(outcome);
    };
    await this.refuse(refused, add);
    const meter = new ProgressMeter(
      files.length,
      files.reduce((bytes, { byteCount }) => bytes + byteCount, 0),
      report,
    );
    const hasher = new ContentHasher();
    const repeated = new Set(refused.filter(isRepeated).map(({ identity }) => identity));
    const batches = batchesOf(files, this.limits.batchBytes).map((batch, at, all) => ({
      batch: batch.map((file) => ({ ...file, includeDropped, plausible })),
      next: all[at + 1] ?? [],
    }));
    const { readers } = this.limits;
    try {
      // While PostgreSQL takes songs and the rollup of one batch, the next one is read, on another core.
      await overlapped(
        batches,
        signal,
        async ({ batch, next }, passOn, stop) => {
          hasher.hashAhead(next, stop);
          const taken = this.threads.take(passOn, readers, stop);
          const reading = { ...taken, meter, signal: stop };
          const outcomes = await this.loadBatch(batch, hasher, repeated, reading).finally(taken.release);
          reading.onRead();
          outcomes.forEach(add);
          this.log(outcomes);
          await this.songs.mergeMany(this.limits.manySongsBytes);
        },
        readers + 1,
      );
      // Written once the archives have their rows, which are those of the files that were loaded.
      for (const identity of repeated) await this.repository.noteRefusal(identity, 'archive_repeated');
    } finally {
      await hasher.end();
      await this.threads.rest();
      // Also of a load that was cancelled: its committed days stay.
      meter.now('merging songs');
      await this.mergeAndAnalyze(meter, totals.archives['loaded']! + totals.archives['partial']! > 0);
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

  /** Merges songs; statistics of events are made at the same time, those of songs afterwards. */
  private async mergeAndAnalyze(meter: ProgressMeter, withStatistics: boolean): Promise<void> {
    const beside = withStatistics ? this.events.analyze() : Promise.resolve();
    const merging = this.songs.mergeLeft().finally(() => meter.now('making statistics'));
    const [merged, analyzed] = await Promise.allSettled([merging, beside]);
    for (const step of [merged, analyzed]) if (step.status === 'rejected') throw step.reason;
    if (withStatistics) await this.events.analyzeSongs();
  }

  private async loadBatch(
    files: UnhashedFile[],
    hasher: ContentHasher,
    repeated: ReadonlySet<string>,
    reading: BatchReading,
  ): Promise<LoadOutcome[]> {
    const { meter, signal } = reading;
    const outcomes: LoadOutcome[] = [];
    const toLoad: HashedFile[] = [];
    for (const file of files) {
      const outcome = await this.hash(file, hasher, repeated, toLoad, signal);
      if (outcome === null) continue;
      outcomes.push(outcome);
      meter.archive(file.byteCount).done();
    }
    faultPoint('contents_hashed');
    if (toLoad.length > 0) outcomes.push(...(await this.batches.load(toLoad, reading)));
    return outcomes;
  }

  /** Puts the file into `toLoad`, or answers what became of it when there is nothing to load. */
  private async hash(
    file: UnhashedFile,
    hasher: ContentHasher,
    repeated: ReadonlySet<string>,
    toLoad: HashedFile[],
    signal: AbortSignal,
  ): Promise<LoadOutcome | null> {
    const { archive, byteCount } = file;
    try {
      const content = await hasher.hash(file.path, signal);
      const { mapping } = file;
      const sha256 =
        mapping === undefined ? content.sha256 : mappedContent(content.sha256, mapping, archive.kind);
      const hashed = { ...file, ...content, sha256 };
      const status = await this.contents.status(hashed);
      // Whether the original of a duplicate has events is known once earlier batches are committed.
      if (status.is === 'unchanged' && status.known.state !== 'duplicate') {
        // A later content was refused, and the file has the loaded one again.
        if (!repeated.has(archive.identity)) await this.repository.noteRefusal(archive.identity, null);
        return outcomeOf(file, 'unchanged', null);
      }
      if (status.is === 'dropped') return outcomeOf(file, 'dropped', 'day_dropped');
      toLoad.push(hashed);
      return null;
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      const { reason } = error;
      await this.repository.refuse(archive, { reason, byteCount, sha256: null, tally: null });
      return outcomeOf(file, 'refused', reason);
    }
  }

  private log(outcomes: LoadOutcome[]): void {
    const news = outcomes.filter(({ state }) => state !== 'unchanged');
    const events = news.reduce((sum, { tally }) => sum + (tally?.events ?? 0), 0);
    if (news.length > 0) this.logger.log(`${news.length} archives, ${events} events (${news[0]!.name} ...)`);
    for (const { name, state, reason, violations = [] } of news) {
      if (reason !== null) this.logger.warn(`${name}: ${state}, ${reason}`);
      for (const { meaning } of violations) this.logger.warn(`${name}: breaks its contract: ${meaning}`);
    }
  }
}

function isRepeated({ reason }: RefusedFile): boolean {
  return reason === 'archive_repeated';
}
