import type { JobContext } from '#common';
import { HourlyUpkeep, JobDto, JobsService, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { resolveLogsPath } from '../sources/logs-folder.js';
import type { IngestSettings } from '../ingest.settings.js';
import { UploadFolder } from '../sources/upload-folder.js';
import { StoredMappings } from '../stored-mappings/stored-mappings.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { LoadInputDto, LoadSummaryDto } from './load-job.dto.js';
import type { RequestedLoad } from './load-job.dto.js';
import { SeenLogsRepository } from '../storage/seen-logs.repository.js';
import { BucketLoads } from './bucket-loads.js';
import type { ObjectReading } from './bucket-loads.js';
import { LoadMetrics } from './load-metrics.js';
import type { LoadProgress, LoadStep } from './load-progress.js';
import { LoadTotals } from './load-outcome.js';
import { LoadService } from './load.service.js';
import type { LoadOptions } from './load.service.js';

const INGEST = 'ingest';
/** The path of a load of all archives of an upload. */
const ALL = '.';
/** Uploads of so many archives are named in the input of their job. */
const NAMED_FILES = 20;

/** Loading as a job: further loads wait in the queue, and each reports its progress. */
@Injectable()
export class IngestJob implements OnModuleInit {
  readonly uploads: UploadFolder;

  constructor(
    private readonly jobs: JobsService,
    private readonly load: LoadService,
    private readonly buckets: BucketLoads,
    private readonly metrics: LoadMetrics,
    private readonly upkeep: HourlyUpkeep,
    private readonly mappings: StoredMappings,
    private readonly seen: SeenLogsRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {
    this.uploads = new UploadFolder(settings.UPLOADS_DIR ?? join(settings.LOGS_DIR, '.uploads'));
  }

  onModuleInit(): void {
    this.upkeep.add('abandoned uploads', async () => this.uploads.removeAbandoned(await this.openUploads()));
    this.jobs.register({
      kind: INGEST,
      input: LoadInputDto,
      result: LoadSummaryDto,
      whenBusy: 'queue',
      resumes: true,
      run: (input, context) => this.run(input, context),
    });
  }

  /** @throws DomainError when there is no such path below the logs folder */
  async start(path: string, options: RequestedLoad): Promise<JobDto> {
    await resolveLogsPath(this.settings.LOGS_DIR, path);
    return await this.jobs.start(INGEST, await this.inputOf({ path }, options));
  }

  /** Loads the one archive of an upload, which is removed where no job could be added. */
  async startUploaded(name: string, upload: string, options: RequestedLoad): Promise<JobDto> {
    try {
      return await this.jobs.start(INGEST, await this.inputOf({ path: name, upload }, options));
    } catch (error) {
      // Also when it is not known whether a job was added; then the hourly upkeep removes it, unless there is
      // one.
      const open = await this.openUploads().catch(() => null);
      if (open?.has(upload) === false) await this.uploads.remove(upload);
      throw error;
    }
  }

  /** Loads all archives of an upload, which stay until a job has succeeded. */
  async startUpload(upload: string, options: RequestedLoad): Promise<JobDto> {
    const files = [...(await this.uploads.namesOf(upload)).values()];
    const named = files.length > NAMED_FILES ? {} : { files };
    return await this.jobs.start(INGEST, await this.inputOf({ path: ALL, upload, ...named }, options));
  }

  /** @throws DomainError not_found (mapping_unknown) */
  private async inputOf(input: LoadInputDto, { mapping, ...options }: RequestedLoad): Promise<LoadInputDto> {
    Object.assign(input, options);
    if (mapping !== undefined) input.mapping = (await this.mappings.find(mapping)).name;
    return input;
  }

  /**
   * Loads what is new in the bucket.
   * @param after the key behind which the bucket is listed; absent: all of it is
   * @throws DomainError not_found (bucket_not_set)
   */
  async startBucket(after?: string): Promise<JobDto> {
    this.buckets.assertSet();
    return await this.jobs.start(INGEST, {
      path: ALL,
      bucket: true,
      ...(after === undefined ? {} : { after }),
    });
  }

  /** Loads the files of the logs folder that are watched, rest, and were not taken. */
  async startWatched(): Promise<JobDto> {
    return await this.jobs.start(INGEST, { path: ALL, watched: true });
  }

  /** Uploads whose jobs wait or run, here or in another process. */
  private async openUploads(): Promise<Set<string>> {
    const inputs = await this.jobs.openInputs<LoadInputDto>(INGEST);
    return new Set(inputs.flatMap(({ upload }) => upload ?? []));
  }

  private async run(input: LoadInputDto, context: JobContext): Promise<LoadSummaryDto> {
    const { path, includeDropped = false, replace = false, verify = false } = input;
    const { upload, bucket = false, watched = false, after } = input;
    const started = performance.now();
    const report = (progress: LoadProgress, step: LoadStep): void => {
      const fraction = progress.bytes === 0 ? 1 : progress.bytesDone / progress.bytes;
      context.progress({ step, fraction, detail: { ...progress } });
    };
    const totals = new LoadTotals();
    const mapping = await this.mappingOf(input);
    const load = async (
      root: string,
      path: string,
      { places, only }: Pick<LoadOptions, 'places' | 'only'> = {},
    ): Promise<LoadSummaryDto> =>
      await this.load.load(root, path, report, context.signal, {
        includeDropped,
        replace,
        verify,
        mapping,
        passOver: this.settings.LOGS_PASS_OVER,
        places,
        only,
        plausible: plausibleDays(this.settings, Date.now()),
        onOutcome: (outcome) => {
          this.metrics.add(outcome);
          totals.add(outcome);
        },
      });
    const loadUpload = async (id: string): Promise<LoadSummaryDto> => {
      const root = await realpath(this.uploads.placeOf(id));
      return await load(root, root, { places: await this.uploads.namesOf(id) });
    };
    if (bucket) {
      const reading = await this.reading(mapping);
      totals.addPassedOver(await this.buckets.run(this.uploads, context, reading, after, loadUpload));
      return totals.summary((performance.now() - started) / 1000);
    }
    if (upload === undefined) {
      // Once more: the path may have changed while the job waited.
      const { root, real } = await resolveLogsPath(this.settings.LOGS_DIR, path);
      if (!watched) return await load(root, real);
      const { reading } = await this.reading(mapping);
      const ready = await this.seen.ready(join(root, sep), reading);
      const summary = await load(root, real, { only: new Set(ready.map(({ place }) => place)) });
      await this.seen.takeWatched(ready, reading);
      return summary;
    }
    if (!(await this.uploads.holds(upload)))
      throw new Error(`Nothing is left of the upload ${upload}: another job has loaded it.`);
    // What arrives while they are loaded waits for the next job.
    const files = await this.uploads.filesOf(upload);
    const summary = await loadUpload(upload);
    await this.uploads.remove(upload, files);
    return summary;
  }

  /** By which files and objects are taken: mapping and settings, of which a change may make another result. */
  async reading(mapping: Mapping | undefined): Promise<ObjectReading> {
    const { EARLIEST_DAY } = this.settings;
    const decides = [mapping ?? null, EARLIEST_DAY, await this.seen.locksOfTransaction()];
    const reading = createHash('sha256').update(JSON.stringify(decides)).digest('hex');
    return { isMapped: mapping !== undefined, reading };
  }

  /** The mapping that a load uses; undefined: its files are archives of Music Box. */
  async mappingOf({ mapping, upload }: LoadInputDto): Promise<Mapping | undefined> {
    if (mapping !== undefined) return await this.mappings.find(mapping);
    const { LOGS_MAPPING: setting } = this.settings;
    return upload !== undefined || setting === undefined ? undefined : await this.mappings.ofSetting(setting);
  }
}
