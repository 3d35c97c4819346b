import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { AuditLog } from '../audit/audit-log.js';
import { DomainError } from '../errors/domain-error.js';
import { requestContext } from '../logging/request-context.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { HourlyUpkeep } from './hourly-upkeep.js';
import type { JobDto } from './job.dto.js';
import { JOB_QUEUE } from './job-queue.js';
import { JobWorkers } from './job-workers.js';
import type { JobDefinition } from './job-runner.js';
import type { JobKind } from './job-schemas.js';
import { JobsRepository } from './jobs.repository.js';

const ASK_AGAIN_AFTER_SECONDS = 60;
/** A job of another service: how often it is looked at, and when that service counts as stopped. */
const LOOK_AGAIN_MS = 200;
const BEGUN_WITHIN_MS = 60_000;

/**
 * Long work outside the request: queued in PostgreSQL, one at a time per kind over all instances. A service
 * knows the jobs of its own kinds; for it there are no others.
 */
@Injectable()
export class JobsService implements OnModuleInit {
  private readonly logger = new Logger('jobs');

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
    private readonly workers: JobWorkers,
    private readonly repository: JobsRepository,
    private readonly audit: AuditLog,
    private readonly upkeep: HourlyUpkeep,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('progress of old jobs', () => this.repository.prune());
  }

  /** Call it in onModuleInit: from then on this instance takes jobs of the kind. */
  register<Input extends object, Output extends object>(definition: JobDefinition<Input, Output>): void {
    this.workers.add(definition);
  }

  /** What this service's jobs are asked to do and what comes out, by kind; for its API document. */
  get described(): readonly JobKind[] {
    return [...this.workers.known.values()];
  }

  /**
   * Adds a job to its queue.
   * @throws DomainError conflict when the kind refuses a second job while one waits or runs, too_many when
   * too many of a kind that lets them queue wait already
   */
  async start(kind: string, input: object): Promise<JobDto> {
    const refuses = this.workers.known.get(kind)?.whenBusy === 'refuse';
    const longest = refuses ? null : this.settings.JOB_QUEUE_LIMIT;
    const id = randomUUID();
    const auditEntry = requestContext()?.auditEntry;
    const outcome = await this.repository.add(
      kind,
      longest,
      (db) => this.queue.send(kind, input, { id, db }),
      async (transaction) => {
        if (auditEntry !== undefined) await this.audit.setJob(transaction, auditEntry, id, kind);
      },
    );
    if (outcome === 'full') throw queueFull(kind, this.settings.JOB_QUEUE_LIMIT);
    if (outcome === 'busy') throw jobRunning(kind, await this.repository.openJob(kind));
    this.logger.log(`Job ${id} (${kind}) was asked for`);
    return await this.get(id);
  }

  /**
   * Has the service that knows the kind run a job of it, and waits for its end.
   * @throws Error when it fails, or no service begins with it in time; the signal's reason
   */
  async runElsewhere(kind: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    const missing = `No service takes jobs of kind ${kind}: start it, and ask again.`;
    const id = await this.queue.send(kind, {}, { id: randomUUID() });
    const begunBy = Date.now() + BEGUN_WITHIN_MS;
    for (;;) {
      const job = id === null ? null : await this.repository.find([kind], id);
      if (job?.state === 'succeeded') return job.result ?? {};
      if (job === null || job.state === 'failed' || job.state === 'cancelled')
        throw new Error(
          `The job ${id} of kind ${kind} has not succeeded: ${job?.error ?? 'it was cancelled'}`,
        );
      if (job.state === 'queued' && Date.now() > begunBy) {
        await this.repository.cancel([kind], job.id);
        throw new Error(missing);
      }
      signal.throwIfAborted();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** @throws DomainError not_found */
  async get(id: string): Promise<JobDto> {
    const job = await this.repository.find(this.kinds, id);
    if (job === null) throw new DomainError('not_found', 'job_unknown', `There is no job ${id}.`);
    return job;
  }

  /** What the jobs of the kind that wait or run, in any process, are asked to do. */
  async openInputs<Input extends object>(kind: string): Promise<Input[]> {
    return await this.repository.openInputs<Input>(kind);
  }

  /** The newest jobs of one kind, or of all kinds of this service. */
  async list(kind: string | null, limit: number): Promise<JobDto[]> {
    const kinds = this.kinds.filter((known) => kind === null || known === kind);
    return await this.repository.newest(kinds, limit);
  }

  /** A waiting job is cancelled at once, a running one as soon as its code looks at the signal. */
  async cancel(id: string): Promise<JobDto> {
    await this.repository.cancel(this.kinds, id);
    return await this.get(id);
  }

  private get kinds(): string[] {
    return [...this.workers.known.keys()];
  }
}

function jobRunning(kind: string, jobId: string | null): DomainError {
  const extra = jobId === null ? {} : { jobId, job: `/jobs/${jobId}` };
  return new DomainError('conflict', 'job_running', `A job of kind ${kind} is waiting or running already.`, {
    extra,
  });
}

function queueFull(kind: string, limit: number): DomainError {
  return new DomainError(
    'too_many',
    'queue_full',
    `${limit} jobs of kind ${kind} wait already; ask again when some are done.`,
    { retryAfterSeconds: ASK_AGAIN_AFTER_SECONDS },
  );
}
