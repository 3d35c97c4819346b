import { JobsService, SETTINGS } from '#common';
import type { JobDto } from '#common';
import { Inject, Injectable, Logger, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { BucketLoads } from '../loading/bucket-loads.js';
import { IngestJob } from '../loading/ingest-job.js';
import { LoadingModule } from '../loading/loading.module.js';
import { findArchives } from '../sources/archive-files.js';
import { resolveLogsPath } from '../sources/logs-folder.js';

/** How long after a load that failed the same files are tried again. */
const RETRY_MS = 600_000;

/** Something with logs that is looked at again and again. */
interface Source {
  readonly name: string;
  /** The state of what a load would take, as a text; null: nothing. */
  look(): Promise<string | null>;
  /** Starts the load. @throws DomainError when it cannot be queued */
  load(): Promise<JobDto>;
  /** What the last look found. */
  seen: string | null;
  /** The last load that this instance started. */
  started: { state: string; job: string; at: number; hasEnded: boolean; hasFailed: boolean } | null;
  problem: string | null;
}

/**
 * Starts a load by itself when files of the logs folder or objects of the bucket are new or changed, every
 * LOGS_WATCH_SECONDS. Files that change between two looks are still being written, and wait.
 */
@Injectable()
class WatchedLogs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('watch');
  private readonly sources: Source[] = [];
  private readonly ended = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: IngestSettings,
    private readonly jobs: JobsService,
    private readonly job: IngestJob,
    private readonly bucket: BucketLoads,
  ) {}

  onApplicationBootstrap(): void {
    const { LOGS_WATCH_SECONDS: seconds, LOGS_BUCKET: bucket } = this.settings;
    if (seconds === 0) return;
    const state = { seen: null, started: null, problem: null };
    this.sources.push({
      name: 'the logs folder',
      look: () => this.folderState(),
      load: () => this.job.start('.', {}),
      ...state,
    });
    if (bucket !== undefined) {
      this.sources.push({
        name: 'the bucket',
        look: () => this.bucketState(),
        load: () => this.job.startBucket(),
        ...state,
      });
    }
    this.timer = setInterval(() => this.lookOnce(), seconds * 1_000).unref();
    this.lookOnce();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.ended.abort();
    await this.looking;
  }

  /** Looks at all sources, unless the last look has not ended. Never throws. */
  private lookOnce(): void {
    this.looking ??= this.lookAtAll().finally(() => (this.looking = null));
  }

  private async lookAtAll(): Promise<void> {
    for (const source of this.sources) {
      try {
        await this.lookAt(source);
        source.problem = null;
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        // Once, however long it lasts.
        if (problem !== source.problem && !this.ended.signal.aborted)
          this.logger.warn(`New logs in ${source.name} cannot be found: ${problem}`);
        source.problem = problem;
      }
    }
  }

  private async lookAt(source: Source): Promise<void> {
    const found = await source.look();
    const isComplete = found === source.seen;
    source.seen = found;
    if (found === null || !isComplete || (await this.isTaken(source, found))) return;
    const { id } = await source.load();
    source.started = { state: found, job: id, at: Date.now(), hasEnded: false, hasFailed: false };
    this.logger.log(`Job ${id} loads what is new in ${source.name}`);
  }

  /** A load of this state has succeeded, waits or runs, or failed only just now. */
  private async isTaken({ started }: Source, found: string): Promise<boolean> {
    if (started === null) return false;
    // Read until it has ended, and not again: jobs are deleted some day.
    if (!started.hasEnded) {
      const { state } = await this.jobs.get(started.job);
      if (state === 'queued' || state === 'running') return true;
      started.hasEnded = true;
      started.hasFailed = state === 'failed';
    }
    if (started.state !== found) return false;
    return !started.hasFailed || Date.now() - started.at < RETRY_MS;
  }

  private async folderState(): Promise<string | null> {
    const { root, real } = await resolveLogsPath(this.settings.LOGS_DIR, '.');
    const mapping = await this.job.mappingOf({ path: '.' });
    const { files, refused } = await findArchives(root, real, {
      mapping,
      passOver: this.settings.LOGS_PASS_OVER,
    });
    const states = [
      ...files.map(({ path, byteCount, modifiedMs }) => `${path} ${byteCount} ${modifiedMs}`),
      ...refused.map(({ name, byteCount, reason }) => `${name} ${byteCount} ${reason}`),
    ];
    return states.length === 0 ? null : states.join('\n');
  }

  private async bucketState(): Promise<string | null> {
    const isMapped = (await this.job.mappingOf({ path: '.' })) !== undefined;
    const news = await this.bucket.news(this.bucket.bucket(this.ended.signal), isMapped);
    return news.length === 0 ? null : news.map(({ key, etag }) => `${key} ${etag}`).join('\n');
  }
}

/** Loads that begin by themselves. */
@Module({ imports: [LoadingModule], providers: [WatchedLogs] })
export class WatchingModule {}
