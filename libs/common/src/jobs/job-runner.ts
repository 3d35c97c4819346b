import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import { AuditLog } from '../audit/audit-log.js';
import { databaseTrouble, reasonOf } from '../database/database-trouble.js';
import type { ClassOf } from '../fields/field.js';
import { HEARTBEAT_SECONDS, JOB_QUEUE } from './job-queue.js';
import type { QueuedKind } from './job-queue.js';
import type { JobKind } from './job-schemas.js';
import { JobsRepository } from './jobs.repository.js';
import { JobCancelled, RunningJob } from './running-job.js';
import type { JobContext } from './running-job.js';

export interface JobDefinition<Input extends object, Output extends object> extends JobKind, QueuedKind {
  readonly input?: ClassOf<Input>;
  readonly result?: ClassOf<Output>;
  /**
   * Whether code that the loss of the database has stopped is run once more when the database is back.
   * Default: the job fails.
   */
  readonly resumes?: boolean;
  run(input: Input, context: JobContext): Promise<Output>;
}

const MOST_RUNS = 5;
const PAUSE_MS = 1_000;
const END_WITHIN_MS = 5_000;

/**
 * Runs the code of jobs that this process has taken from the queue. The queue lets one job of a kind run at a
 * time and takes a result only of a job that still runs, so what a job returns that was lost changes nothing.
 */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger('jobs');
  private readonly running = new Map<RunningJob, Promise<object>>();
  private isStopping = false;

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    private readonly repository: JobsRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the result. @throws what the queue stores in its place: an object with the reason */
  async run(definition: JobDefinition<object, object>, job: Job): Promise<object> {
    const running = new RunningJob(job.id, definition.kind, this.repository);
    job.signal.addEventListener('abort', () => {
      running.end(job.signal.reason as Error);
    });
    if (this.isStopping) this.endByShutdown(running);
    this.logger.log(`Job ${job.id} (${definition.kind}) started`);
    const result = this.resultOf(definition, job, running);
    this.running.set(running, result);
    return await result.finally(() => this.running.delete(running));
  }

  /** Running jobs are asked to stop and get five seconds; their half-done transactions roll back. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const running of this.running.keys()) this.endByShutdown(running);
    const late = sleep(END_WITHIN_MS, undefined, { ref: false });
    await Promise.race([Promise.allSettled(this.running.values()), late]);
  }

  private endByShutdown(running: RunningJob): void {
    running.end(new Error('The service is shutting down.'));
  }

  private async resultOf(
    definition: JobDefinition<object, object>,
    job: Job,
    running: RunningJob,
  ): Promise<object> {
    const { kind } = definition;
    try {
      const result = await this.runToEnd(definition, job, running);
      this.logger.log(`Job ${job.id} (${kind}) is done`);
      return result;
    } catch (thrown) {
      // Only the sentence is stored and shown, never a stack trace.
      const error: unknown = running.signal.aborted ? running.signal.reason : thrown;
      if (error instanceof JobCancelled) {
        await this.queue.cancel(kind, job.id);
        this.logger.log(`Job ${job.id} (${kind}) was cancelled`);
      } else this.logger.error(`Job ${job.id} (${kind}) failed: ${stackOf(thrown)}`);
      if (databaseTrouble(error)?.code === 'database_unavailable') await this.untilDatabaseAnswers(kind);
      // oxlint-disable-next-line typescript/only-throw-error -- pg-boss stores the thrown object as the output
      throw { message: reasonOf(error) };
    }
  }

  /** The queue stores the end of a job once: without a database it would be known by its missing heartbeat alone. */
  private async untilDatabaseAnswers(kind: string): Promise<void> {
    for (let waited = 0; waited < HEARTBEAT_SECONDS * 1000 && !this.isStopping; waited += PAUSE_MS) {
      const isThere = await this.repository.running(kind).then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await sleep(PAUSE_MS);
    }
  }

  private async runToEnd(
    definition: JobDefinition<object, object>,
    job: Job,
    running: RunningJob,
  ): Promise<object> {
    try {
      for (let run = 1; ; run++) {
        await running.begin();
        try {
          await this.audit.addJob(job.id, definition.kind);
          return await definition.run(job.data, running);
        } catch (error) {
          if (definition.resumes !== true || run === MOST_RUNS || !isInterrupted(error, running)) throw error;
          this.logger.warn(`Job ${job.id} lost the database and begins once more: ${reasonOf(error)}`);
          running.progress({ step: `beginning once more (${run + 1} of ${MOST_RUNS}): ${reasonOf(error)}` });
          await sleep(PAUSE_MS);
        }
      }
    } finally {
      await running.close();
    }
  }
}

/**
 * Whether code was stopped by the loss of the database or by another transaction, and neither for good nor by
 * an error of its own.
 */
function isInterrupted(error: unknown, { signal }: RunningJob): boolean {
  if (signal.aborted) return false;
  const code = databaseTrouble(error)?.code;
  return code === 'database_unavailable' || code === 'database_conflict';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
