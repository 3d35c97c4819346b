import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { AuditLog } from '../audit/audit-log.js';
import { DeadJobs } from './dead-jobs.js';
import { JobMetrics } from './job-metrics.js';
import { HEARTBEAT_SECONDS, JOB_QUEUE } from './job-queue.js';
import { JobOwner } from './job-owner.js';
import { JobRun } from './job-run.js';
import type { JobDefinition } from './job-run.js';
import { JobSchedules } from './job-schedules.js';
import { JobsRepository } from './jobs.repository.js';

const DAY_SECONDS = 86_400;
/**
 * A new job wakes a worker by NOTIFY; the end of a job does not, so those that wait behind it are found by
 * polling.
 */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };

/** The kinds of jobs that this service runs, one job of a kind at a time over all instances. */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly definitions = new Map<string, JobDefinition<object, object>>();
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<object>>();

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    private readonly owner: JobOwner,
    private readonly dead: DeadJobs,
    private readonly repository: JobsRepository,
    private readonly schedules: JobSchedules,
    private readonly metrics: JobMetrics,
    private readonly audit: AuditLog,
  ) {}

  /** From the start of the service on, this instance takes jobs of the kind. */
  add<Input extends object, Output extends object>(definition: JobDefinition<Input, Output>): void {
    this.definitions.set(definition.kind, definition);
    this.metrics.watch(definition.kind);
  }

  /** By kind. */
  get known(): ReadonlyMap<string, JobDefinition<object, object>> {
    return this.definitions;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.start();
    this.owner.start();
    this.dead.start();
    for (const definition of this.definitions.values()) await this.open(definition);
    await this.schedules.apply();
  }

  /** Running jobs are asked to stop and get five seconds; their half-done transactions roll back. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('The service is shutting down.'));
    await Promise.race([
      Promise.allSettled(this.running),
      new Promise((resolve) => setTimeout(resolve, 5_000).unref()),
    ]);
    await this.queue.stop({ graceful: true, timeout: 2_000 }).catch(() => undefined);
    await this.owner.stop();
    await this.dead.stop();
  }

  private async open(definition: JobDefinition<object, object>): Promise<void> {
    const { kind, whenBusy } = definition;
    const options = {
      notify: true,
      // A job that died half-way is shown with its reason; its caller decides whether to start another.
      retryLimit: 0,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: DAY_SECONDS - 1,
      retentionSeconds: 30 * DAY_SECONDS,
      deleteAfterSeconds: 90 * DAY_SECONDS,
    };
    await this.queue.createQueue(kind, {
      ...options,
      policy: whenBusy === 'refuse' ? 'exclusive' : 'singleton',
    });
    // The queue may be older than these options.
    await this.queue.updateQueue(kind, options);
    await this.queue.work<object>(kind, POLLING, async ([job]) => {
      if (job === undefined) return {};
      const run = new JobRun(
        definition,
        job,
        this.queue,
        this.owner,
        this.repository,
        this.audit,
        this.stopping.signal,
      ).result();
      this.running.add(run);
      return await run.finally(() => this.running.delete(run));
    });
  }
}
