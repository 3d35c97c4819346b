import { Injectable, Logger } from '@nestjs/common';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { findArchives } from '../sources/archive-files.js';
import type { RefusedFile, WantedFiles } from '../sources/archive-files.js';
import { ContentHasher } from '../sources/content-hasher.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { FilePlacesRepository } from '../storage/file-places.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { ArchiveContents } from './archive-contents.js';
import { BatchLoader } from './batch-loader.js';
import { batchesOf } from './batches.js';
import { FactLoader } from './fact-loader.js';
import { FileLooks } from './file-looks.js';
import type { LoadSummaryDto } from './load-job.dto.js';
import { LoadLimits } from './load-limits.js';
import { KnownFiles } from './known-files.js';
import { LoadTotals, outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import { ProgressMeter } from './load-progress.js';
import type { LoadProgress, LoadStep } from './load-progress.js';
import { refusedFile, takenFile } from './looked-file.js';
import type { LookedFile, TakenFile } from './looked-file.js';
import { MovedArchives } from './moved-archives.js';
import type { BatchReading } from './open-batch.js';
import { ReadingThreads } from './reading-threads.js';
import { storeManifests } from './sample-manifest.js';
import { SongLoader } from './song-loader.js';

export interface LoadOptions extends Omit<WantedFiles, 'days'> {
  /** Load archives of days that retention dropped, too. */
  includeDropped: boolean;
  /** Take contents in place of those that they share little with. */
  replace?: boolean;
  /** Read files that have not changed since they were loaded. */
  verify?: boolean;
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
    private readonly places: FilePlacesRepository,
    private readonly knownFiles: KnownFiles,
    private readonly looks: FileLooks,
    private readonly moves: MovedArchives,
    private readonly contents: ArchiveContents,
    private readonly batches: BatchLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongMerges,
    private readonly limits: LoadLimits,
    private readonly threads: ReadingThreads,
    private readonly facts: FactLoader,
    private readonly properties: SongLoader,
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
    options: LoadOptions,
  ): Promise<LoadSummaryDto> {
    const started = performance.now();
    const { includeDropped, replace = false, verify = false, onOutcome, plausible, ...wanted } = options;
    const found = await findArchives(root, path, { days: plausible, ...wanted });
    await storeManifests(this.repository, path, found);
    faultPoint('files_found');
    const { files, refused } = found;
    const totals = new LoadTotals();
    totals.addPassedOver(found.passedOver);
    const add = (outcome: LoadOutcome): void => {
      totals.add(outcome);
      onOutcome?.(outcome);
    };
    await this.refuse(refused, add);
    const meter = new ProgressMeter(
      files.length,
      files.reduce((bytes, { byteCount }) => bytes + byteCount, 0),
      report,
    );
    const { mapping } = wanted;
    if (mapping?.kind === 'user' || mapping?.kind === 'song') {
      for (const file of files) {
        const mapped = { ...file, mapping: file.mapping ?? mapping };
        const outcome =
          mapping.kind === 'user'
            ? await this.facts.load(mapped, plausible, signal)
            : await this.properties.load(mapped, signal);
        meter.archive(file.byteCount).done();
        add(outcome);
        this.log([outcome]);
      }
      return totals.summary((performance.now() - started) / 1000);
    }
    const repeated = new Set(refused.filter(isRepeated).map(({ identity }) => identity));
    const taken = files.map((file) => takenFile(file, { includeDropped, replace, plausible }));
    const hasher = new ContentHasher();
    const { readers, batchBytes } = this.limits;
    try {
      const known = verify ? { known: [], left: taken } : await this.knownFiles.split(taken, repeated);
      const sorted = await this.sort(known.left, hasher, signal);
      for (const outcome of [...known.known, ...sorted.outcomes]) {
        meter.archive(outcome.byteCount).done();
        add(outcome);
      }
      faultPoint('contents_hashed');
      // While PostgreSQL takes songs and the rollup of one batch, the next one is read, on another core.
      const batches = batchesOf(sorted.left, batchBytes);
      await this.threads.each(batches, readers, signal, async (batch, thread, stop) => {
        const outcomes = await this.loadBatch(batch, repeated, { ...thread, meter, signal: stop });
        thread.onRead();
        outcomes.forEach(add);
        this.log(outcomes);
        await this.songs.mergeMany(this.limits.manySongsBytes);
      });
      // Written once the archives have their rows, which are those of the files that were loaded.
      for (const identity of repeated) await this.repository.noteRefusal(identity, 'archive_repeated');
      const gone = found.paths === null ? [] : await this.places.vanished(path, found.paths);
      totals.addVanished([...sorted.vanished, ...gone]);
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
      const unseen = { place: null, reading: null, seen: null, content: null, limits: null };
      if (!isRepeated(file))
        await this.repository.refuse({ identity, name }, { ...unseen, reason, byteCount, tally: null });
      add({ name, kind: null, state: 'refused', reason, byteCount, tally: null });
    }
  }

  /**
   * Looks at contents. Answers the files to load, what became of the others, and names of archives without a
   * file.
   */
  private async sort(
    files: TakenFile[],
    hasher: ContentHasher,
    signal: AbortSignal,
  ): Promise<{ left: LookedFile[]; outcomes: LoadOutcome[]; vanished: string[] }> {
    const outcomes: LoadOutcome[] = [];
    const looked = await this.looks.lookAt(files, hasher, signal, async (file, reason) => {
      const { archive, byteCount } = file;
      const refused = { ...refusedFile(file, reason), reason, byteCount, tally: null, limits: null };
      await this.repository.refuse(archive, refused);
      outcomes.push(outcomeOf(file, 'refused', reason));
    });
    const { moved, left, vanished } = await this.moves.move(looked, hasher, signal);
    return { left, outcomes: [...outcomes, ...moved], vanished };
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
    files: LookedFile[],
    repeated: ReadonlySet<string>,
    reading: BatchReading,
  ): Promise<LoadOutcome[]> {
    const outcomes: LoadOutcome[] = [];
    const toLoad: LookedFile[] = [];
    for (const file of files) {
      const outcome = file.content === null ? null : await this.unchanged(file, repeated);
      if (outcome === null) toLoad.push(file);
      else {
        outcomes.push(outcome);
        reading.meter.archive(file.byteCount).done();
      }
    }
    if (toLoad.length > 0) outcomes.push(...(await this.batches.load(toLoad, reading)));
    return outcomes;
  }

  /** What became of a file of which nothing is to be loaded; else null. */
  private async unchanged(file: LookedFile, repeated: ReadonlySet<string>): Promise<LoadOutcome | null> {
    const status = await this.contents.status(file);
    if (status.is === 'dropped') return outcomeOf(file, 'dropped', 'day_dropped');
    // Whether the original of a duplicate has events is known once earlier batches are committed.
    return status.is === 'unchanged' && status.known.state !== 'duplicate'
      ? await this.knownFiles.unchanged(file, status.known, repeated)
      : null;
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
