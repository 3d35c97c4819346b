import type { JobDto } from '#common';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ServiceProcess } from '../../test/support/service-process.js';
import { sampleStatements } from './statement-sampler.js';

/** What one load took. */
export interface MeasuredLoad {
  seconds: number;
  events: number;
  lines: number;
  bytes: number;
  /** Highest resident memory of the service process so far, in MiB. */
  peakMib: number;
  /** Seconds by statement, as sampled. */
  statements: Record<string, number>;
}

/** A durable PostgreSQL of its own, a fresh database, and the compiled ingest service as a process of its own. */
export class BenchPlatform {
  private databases = 0;

  private constructor(
    private readonly dataDirectory: string,
    private readonly server: Awaited<ReturnType<typeof startEmbeddedPostgres>>,
  ) {}

  static async start(folder: string): Promise<BenchPlatform> {
    const dataDirectory = join(folder, 'postgres');
    return new BenchPlatform(
      dataDirectory,
      await startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'platform' }),
    );
  }

  /** Runs `work` on a database with all migrations, and drops it; the write-ahead log is settled before. */
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
  async withService<T>(logs: string, work: (service: BenchService) => Promise<T>): Promise<T> {
    return await this.withDatabase(async (url) => {
      const service = new ServiceProcess('ingest-service', {
        DATABASE_URL: url,
        LOGS_DIR: logs,
        NODE_ENV: 'production',
        // As npm start and the image set it.
        MALLOC_MMAP_THRESHOLD_: '1000000',
      });
      try {
        await service.ready();
        return await work(new BenchService(service, url));
      } finally {
        await service.stop();
      }
    });
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
  ) {}

  /** Loads a path below the logs folder, as an operator would. */
  async load(path: string): Promise<MeasuredLoad> {
    const sampler = await sampleStatements(this.url);
    const { id } = await this.service.startJob('/admin/ingest/archives', { path });
    let job: JobDto;
    do {
      await sleep(200);
      job = await this.service.get<JobDto>(`/jobs/${id}`);
    } while (job.state === 'queued' || job.state === 'running');
    const statements = await sampler.stop();
    if (job.state !== 'succeeded') throw this.service.failure(`job ${job.state}: ${job.error}`);
    const { seconds, events, lines, bytes } = job.result as {
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
      statements,
    };
  }

  private peakMib(): number {
    const status = readFileSync(`/proc/${this.service.process.pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024);
  }
}
