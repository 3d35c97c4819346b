import type { JobDto } from '#common';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';
import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { scrape } from '../../test/support/scrape.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { countProcessorSeconds } from './processor-seconds.js';
import type { ProcessorSeconds } from './processor-seconds.js';
import { sampleStatements } from './statement-sampler.js';

/** What one load took. */
export interface MeasuredLoad {
  seconds: number;
  events: number;
  lines: number;
  bytes: number;
  /** Highest resident memory of the service process so far, in MiB. */
  peakMib: number;
  /** Delay of the event loop of the service, as its metric counts it: with the 10 ms between two looks. */
  eventLoopP99Ms: number;
  /** Of the service, and of PostgreSQL. */
  processor: ProcessorSeconds;
  /** Seconds by statement, as sampled; null when they were not. */
  statements: Record<string, number> | null;
}

/** A durable PostgreSQL of its own, a fresh database, and the compiled ingest service as a process of its own. */
export class BenchPlatform {
  private databases = 0;

  private constructor(
    private readonly dataDirectory: string,
    private readonly server: Awaited<ReturnType<typeof startEmbeddedPostgres>>,
  ) {}

  /** @param folder removed with PostgreSQL in it, also when a signal ends this process */
  static async start(folder: string): Promise<BenchPlatform> {
    const dataDirectory = join(folder, 'postgres');
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => {
        void removeEmbeddedPostgres(dataDirectory).finally(() => {
          rmSync(folder, { recursive: true, force: true });
          process.exit(128 + constants.signals[name]);
        });
      });
    }
    return new BenchPlatform(
      dataDirectory,
      await startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'platform' }),
    );
  }

  /** Runs `work` on a database with all migrations, and drops it; after a checkpoint. */
  async withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
    const name = `bench_${++this.databases}`;
    await this.administer(`CREATE DATABASE ${name}`, 'CHECKPOINT');
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    try {
      await migrate(url.href);
      return await work(url.href);
    } finally {
      await this.administer(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  }

  /** The service on a fresh database. */
  async withService<T>(
    logs: string,
    work: (service: BenchService) => Promise<T>,
    settings: Record<string, string> = {},
  ): Promise<T> {
    return await this.withDatabase(async (url) => {
      const service = new ServiceProcess('ingest-service', {
        DATABASE_URL: url,
        LOGS_DIR: logs,
        METRICS_PORT: '0',
        NODE_ENV: 'production',
        // As npm start and docker-compose.yml set it.
        MALLOC_MMAP_THRESHOLD_: '1000000',
        NODE_OPTIONS: '--max-semi-space-size=4',
        ...settings,
      });
      try {
        await service.ready();
        return await work(new BenchService(service, url, this));
      } finally {
        await service.stop();
      }
    });
  }

  /** Of a process next to PostgreSQL, this one if no other is named. The answer stops counting. */
  countProcessorSeconds(pid = process.pid): () => ProcessorSeconds {
    return countProcessorSeconds(pid, this.server.pid);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await removeEmbeddedPostgres(this.dataDirectory);
  }

  private async administer(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
}

export class BenchService {
  constructor(
    private readonly service: ServiceProcess,
    readonly url: string,
    private readonly platform: BenchPlatform,
  ) {}

  get address(): string {
    return this.service.url;
  }

  /**
   * Loads a path below the logs folder, as an operator would.
   * @param how 'sampled' looks at the statements, which takes PostgreSQL some 3 % of the load's processor time
   * @param more of the request, such as the mapping
   */
  async load(
    path: string,
    how: 'sampled' | 'untouched' = 'sampled',
    more: object = {},
  ): Promise<MeasuredLoad> {
    const sampler = how === 'sampled' ? await sampleStatements(this.url) : null;
    await this.eventLoopP99Ms();
    const counted = this.platform.countProcessorSeconds(this.service.process.pid);
    const result = await this.runJob('/admin/ingest/archives', { path, ...more });
    const processor = counted();
    const eventLoopP99Ms = await this.eventLoopP99Ms();
    const statements = (await sampler?.stop()) ?? null;
    const { seconds, events, lines, bytes } = result as {
      seconds: number;
      events: Record<string, number>;
      lines: number;
      bytes: number;
    };
    return {
      seconds,
      events: Object.values(events).reduce((sum, count) => sum + count, 0),
      lines,
      bytes,
      peakMib: this.peakMib(),
      eventLoopP99Ms,
      processor,
      statements,
    };
  }

  async storeMapping(text: string): Promise<void> {
    await this.service.get('/admin/ingest/mappings', { body: { text } });
  }

  /** The result of a job, asked for as an operator would. @throws when it does not succeed */
  async runJob(path: string, body: object): Promise<Record<string, unknown>> {
    const { id } = await this.service.startJob(path, body);
    let job: JobDto;
    do {
      await sleep(200);
      job = await this.service.get<JobDto>(`/jobs/${id}`);
    } while (job.state === 'queued' || job.state === 'running');
    if (job.state !== 'succeeded') throw this.service.failure(`job ${job.state}: ${job.error}`);
    return job.result!;
  }

  /** Since the last time that it was asked for. */
  private async eventLoopP99Ms(): Promise<number> {
    const url = /Metrics on (\S+\/metrics)/.exec(this.service.output)![1]!;
    return 1000 * (await scrape(url)).get('nodejs_eventloop_lag_p99_seconds')!;
  }

  private peakMib(): number {
    const status = readFileSync(`/proc/${this.service.process.pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024);
  }
}
