import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { JobMetrics } from './job-metrics.js';
import { JOB_QUEUE, openQueues, RENEW_HEARTBEAT_SECONDS } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import type { JobDefinition } from './job-runner.js';
import { JobSchedules } from './job-schedules.js';
import { JobsRepository } from './jobs.repository.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { PROCESS_ENDED } from './job-description.js';

/**
 * A new job wakes a worker by NOTIFY; the end of a job does not, so those that wait behind it are found by
 * polling.
 */
const WORKING = {
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
  heartbeatRefreshSeconds: RENEW_HEARTBEAT_SECONDS,
};

/** The kinds of jobs that this service runs, one job of a kind at a time over all instances. */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly definitions = new Map<string, JobDefinition<object, object>>();

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    private readonly repository: JobsRepository,
    private readonly runner: JobRunner,
    private readonly schedules: JobSchedules,
    private readonly metrics: JobMetrics,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
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
    const definitions = [...this.definitions.values()];
    await openQueues(this.queue, definitions);
    for (const definition of definitions) await this.takeJobs(definition);
    await this.schedules.apply();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runner.stop();
    await this.queue.stop({ graceful: true, timeout: 2_000 }).catch(() => undefined);
  }

  private async takeJobs(definition: JobDefinition<object, object>): Promise<void> {
    const { kind } = definition;
    if (this.settings.ONLY_INSTANCE) await this.endLeft(kind);
    await this.queue.work<object>(kind, WORKING, async ([job]) =>
      job === undefined ? {} : await this.runner.run(definition, job),
    );
  }

  /** Jobs that run before this process has taken any are of a process that has ended. */
  private async endLeft(kind: string): Promise<void> {
    for (const id of await this.repository.running(kind))
      await this.queue.fail(kind, id, { message: PROCESS_ENDED });
  }
}
