import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { DomainError } from '../errors/domain-error.js';
import { failJobsOfDeadOwners } from './dead-owners.js';
import { JobCancelled, ReportingJobContext } from './job-context.js';
import type { JobContext } from './job-context.js';
import type { JobDto, JobState } from './job.dto.js';
import { JobMetrics } from './job-metrics.js';
import { JOB_QUEUE } from './job-queue.js';
import { JobSchedules } from './job-schedules.js';
import { JobsRepository } from './jobs.repository.js';
import type { JobProgressRow } from './jobs.repository.js';

const DAY_SECONDS = 86_400;
/** A new job wakes a worker by NOTIFY; the end of a job does not, so those that wait behind it are found by polling. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
const LOOK_FOR_DEAD_OWNERS_MS = 5_000;

const STATES: Record<JobWithMetadata['state'], JobState> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
};

export interface JobDefinition<Input extends object, Output extends object> {
  kind: string;
  /** 'queue': further jobs of the kind wait their turn. 'refuse': while one waits or runs, another is refused (409). */
  whenBusy: 'queue' | 'refuse';
  run(input: Input, context: JobContext): Promise<Output>;
}

/** Long work outside the request: queued in PostgreSQL, one at a time per kind over all instances. */
@Injectable()
export class JobsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('jobs');
  private readonly definitions = new Map<string, JobDefinition<object, object>>();
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<object>>();
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    private readonly repository: JobsRepository,
    private readonly schedules: JobSchedules,
    private readonly metrics: JobMetrics,
  ) {}

  /** Call it in onModuleInit: from then on this instance takes jobs of the kind. */
  register<Input extends object, Output extends object>(definition: JobDefinition<Input, Output>): void {
    this.definitions.set(definition.kind, definition);
    this.metrics.watch(definition.kind);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.start();
    for (const definition of this.definitions.values()) await this.open(definition);
    await this.schedules.apply();
    await this.failJobsOfDeadOwners();
    this.sweep = setInterval(() => void this.failJobsOfDeadOwners(), LOOK_FOR_DEAD_OWNERS_MS);
  }

  /** Running jobs are told to stop and get five seconds; their half-done transactions roll back. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.sweep);
    this.stopping.abort(new Error('The service is shutting down.'));
    await Promise.race([
      Promise.allSettled(this.running),
      new Promise((resolve) => setTimeout(resolve, 5_000).unref()),
    ]);
    await this.queue.stop({ graceful: true, timeout: 2_000 }).catch(() => undefined);
  }

  /** @throws DomainError conflict when the kind refuses a second job while one waits or runs */
  async start(kind: string, input: object): Promise<JobDto> {
    const id = randomUUID();
    await this.repository.insert(id, kind, input);
    const sent = await this.queue.send(kind, input, { id });
    if (sent === null) {
      await this.repository.delete(id);
      const busy = await this.openJob(kind);
      throw new DomainError(
        'conflict',
        'job_running',
        `A job of kind ${kind} is waiting or running already.`,
        {
          extra: busy === null ? {} : { jobId: busy.id, job: `/jobs/${busy.id}` },
        },
      );
    }
    this.logger.log(`Job ${id} (${kind}) was asked for`);
    return await this.get(id);
  }

  /** @throws DomainError not_found */
  async get(id: string): Promise<JobDto> {
    const row = await this.repository.find(id);
    const job = row === null ? null : await this.describe(row);
    if (job === null) throw new DomainError('not_found', 'job_unknown', `There is no job ${id}.`);
    return job;
  }

  async list(kind: string | null, limit: number): Promise<JobDto[]> {
    const rows = await this.repository.newest(kind, limit);
    const jobs = await Promise.all(rows.map((row) => this.describe(row)));
    return jobs.filter((job) => job !== null);
  }

  /** A waiting job is cancelled at once, a running one as soon as its code looks at the signal. */
  async cancel(id: string): Promise<JobDto> {
    const job = await this.get(id);
    if (job.state === 'queued') await this.queue.cancel(job.kind, id);
    if (job.state === 'running') await this.repository.requestCancel(id);
    return await this.get(id);
  }

  private async open(definition: JobDefinition<object, object>): Promise<void> {
    await this.queue.createQueue(definition.kind, {
      policy: definition.whenBusy === 'refuse' ? 'exclusive' : 'singleton',
      notify: true,
      // A job that died half-way is shown with its reason; whoever asked for it decides to ask again.
      retryLimit: 0,
      expireInSeconds: DAY_SECONDS - 1,
      retentionSeconds: 30 * DAY_SECONDS,
      deleteAfterSeconds: 90 * DAY_SECONDS,
    });
    await this.queue.work<object>(definition.kind, POLLING, async ([job]) => {
      if (job === undefined) return {};
      const run = this.run(definition, job.id, job.data);
      this.running.add(run);
      return await run.finally(() => this.running.delete(run));
    });
  }

  private async run(definition: JobDefinition<object, object>, id: string, input: object): Promise<object> {
    const ownership = await this.repository.own(id);
    if (ownership === null) throw new Error('Another process is running this job already.');
    await this.repository.ensure(id, definition.kind, input);
    const context = new ReportingJobContext(id, this.repository, this.stopping.signal);
    this.logger.log(`Job ${id} (${definition.kind}) started`);
    try {
      const result = await definition.run(input, context);
      await context.close();
      this.logger.log(`Job ${id} (${definition.kind}) succeeded`);
      return result;
    } catch (error) {
      await context.close();
      if (context.signal.reason instanceof JobCancelled) await this.queue.cancel(definition.kind, id);
      this.logger.error(
        `Job ${id} (${definition.kind}) failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
      );
      // Only the sentence is stored and shown, never a stack trace.
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- pg-boss stores the thrown object as the output
      throw { message: error instanceof Error ? error.message : String(error) };
    } finally {
      await ownership.release();
    }
  }

  private async openJob(kind: string): Promise<JobDto | null> {
    for (const id of await this.repository.recentIds(kind)) {
      const job = await this.get(id).catch(() => null);
      if (job?.state === 'queued' || job?.state === 'running') return job;
    }
    return null;
  }

  private async failJobsOfDeadOwners(): Promise<void> {
    try {
      await failJobsOfDeadOwners(this.queue, this.repository, this.definitions.keys(), this.logger);
    } catch (error) {
      this.logger.warn(`Could not look for jobs left behind: ${String(error)}`);
    }
  }

  private async describe(row: JobProgressRow): Promise<JobDto | null> {
    const [job] = await this.queue.findJobs(row.kind, { id: row.id });
    if (job === undefined) return null;
    const state = STATES[job.state];
    const output = job.output as { message?: string } | null;
    return {
      id: row.id,
      kind: row.kind,
      state,
      input: row.input,
      progress: { step: row.step, fraction: state === 'succeeded' ? 1 : row.fraction, detail: row.detail },
      result: state === 'succeeded' ? (job.output as Record<string, unknown>) : null,
      error: state === 'failed' ? (output?.message ?? 'The job failed without a reason.') : null,
      createdAt: job.createdOn.toISOString(),
      startedAt: (job.startedOn as Date | null)?.toISOString() ?? null,
      finishedAt: job.completedOn?.toISOString() ?? null,
    };
  }
}
