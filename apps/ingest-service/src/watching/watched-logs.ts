import { JobsService, SETTINGS } from '#common';
import type { JobDto } from '#common';
import { Inject, Injectable, Logger, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { join, sep } from 'node:path';
import type { IngestSettings } from '../ingest.settings.js';
import { BucketLoads } from '../loading/bucket-loads.js';
import { IngestJob } from '../loading/ingest-job.js';
import { LoadingModule } from '../loading/loading.module.js';
import { statesBelow } from '../sources/archive-files.js';
import { resolveLogsPath } from '../sources/logs-folder.js';
import { SeenLogsRepository } from '../storage/seen-logs.repository.js';
import { StorageModule } from '../storage/storage.module.js';
import { BucketListing } from './bucket-listing.js';
import { WatchedFolder } from './watched-folder.js';

/** How long after a load that failed or was cancelled another one is started. */
const RETRY_MS = 600_000;

/** Something with logs that is looked at again and again. */
interface Source {
  readonly name: string;
  /** Starts a load where there is something new that is whole. @throws DomainError when it cannot be queued */
  readonly load: () => Promise<JobDto | null>;
  /** The last load that this instance started, and when. */
  job: { id: string; at: number } | null;
  /** No load is started before. */
  notBefore: number;
  problem: string | null;
}

/**
 * Starts a load by itself when files of the logs folder or objects of the bucket are new or changed, every
 * LOGS_WATCH_SECONDS. A file that changes between two looks is still being written, and waits; objects are whole.
 */
@Injectable()
class WatchedLogs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('watch');
  private readonly sources: Source[] = [];
  private readonly ended = new AbortController();
  private readonly listing = new BucketListing();
  private folder: WatchedFolder | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: IngestSettings,
    private readonly jobs: JobsService,
    private readonly job: IngestJob,
    private readonly bucket: BucketLoads,
    private readonly seen: SeenLogsRepository,
  ) {}

  onApplicationBootstrap(): void {
    const { LOGS_WATCH_SECONDS: seconds, LOGS_BUCKET: bucket } = this.settings;
    if (seconds === 0) return;
    const state = { job: null, notBefore: 0, problem: null };
    this.sources.push({ name: 'the logs folder', load: () => this.loadFolder(), ...state });
    if (bucket !== undefined)
      this.sources.push({ name: 'the bucket', load: () => this.loadBucket(), ...state });
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
    if (await this.isLoading(source)) return;
    const job = await source.load();
    if (job === null) return;
    source.job = { id: job.id, at: Date.now() };
    this.logger.log(`Job ${job.id} loads what is new in ${source.name}`);
  }

  /** The last load waits or runs, or did not succeed only just now. */
  private async isLoading(source: Source): Promise<boolean> {
    if (source.job === null) return Date.now() < source.notBefore;
    const { state } = await this.jobs.get(source.job.id);
    if (state === 'queued' || state === 'running') return true;
    // Read until it has ended, and not again: jobs are deleted some day.
    if (state !== 'succeeded') source.notBefore = source.job.at + RETRY_MS;
    source.job = null;
    return Date.now() < source.notBefore;
  }

  private async loadFolder(): Promise<JobDto | null> {
    const { root } = await resolveLogsPath(this.settings.LOGS_DIR, '.');
    const { reading } = await this.job.reading(await this.job.mappingOf({ path: '.' }));
    this.folder ??= new WatchedFolder(this.seen, join(root, sep));
    const states = statesBelow(root, this.settings.LOGS_PASS_OVER);
    const hasNews = await this.folder.look(states, reading, (path) =>
      this.logger.warn(`${path} has been changing for an hour: it is loaded once it rests`),
    );
    return hasNews ? await this.job.startWatched() : null;
  }

  private async loadBucket(): Promise<JobDto | null> {
    const reading = await this.job.reading(await this.job.mappingOf({ path: '.' }));
    const { after } = this.listing;
    const listed = await this.bucket.bucket(this.ended.signal).list(after);
    const news = await this.bucket.news(listed.objects, reading);
    this.listing.listed(
      listed,
      after,
      news.map(({ key }) => key),
    );
    return news.length === 0 ? null : await this.job.startBucket(after);
  }
}

/** Loads that begin by themselves. */
@Module({ imports: [LoadingModule, StorageModule], providers: [WatchedLogs] })
export class WatchingModule {}
