import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import type { AuditLog } from '../audit/audit-log.js';
import { databaseTrouble, reasonOf } from '../database/database-trouble.js';
import type { ClassOf } from '../fields/field.js';
import { followSignals, JobCancelled, ReportingJobContext } from './job-context.js';
import type { JobContext } from './job-context.js';
import { JobLost } from './job-lease.js';
import type { JobLease } from './job-lease.js';
import type { JobOwner } from './job-owner.js';
import type { JobKind } from './job-schemas.js';
import type { JobsRepository } from './jobs.repository.js';

export interface JobDefinition<Input extends object, Output extends object> extends JobKind {
  readonly input?: ClassOf<Input>;
  readonly result?: ClassOf<Output>;
  /**
   * 'queue': further jobs of the kind wait their turn. 'refuse': while one waits or runs, another is refused
   * (409).
   */
  whenBusy: 'queue' | 'refuse';
  /**
   * Whether code that the loss of the database has stopped is run once more when the database is back.
   * Default: the job fails.
   */
  readonly resumes?: boolean;
  run(input: Input, context: JobContext): Promise<Output>;
}

const MOST_RUNS = 5;
const PAUSE_MS = 1_000;

/**
 * One job that this process has taken from the queue, until its code has ended. The queue lets one job of a
 * kind run at a time and takes a result only of a job that still runs, so what ends after the lease was lost
 * changes nothing.
 */
export class JobRun {
  private readonly logger = new Logger('jobs');

  constructor(
    private readonly definition: JobDefinition<object, object>,
    private readonly job: Job,
    private readonly queue: PgBoss,
    private readonly owner: JobOwner,
    private readonly repository: JobsRepository,
    private readonly audit: AuditLog,
    private readonly stop: AbortSignal,
  ) {}

  async result(): Promise<object> {
    const { kind } = this.definition;
    const { id } = this.job;
    const stop = new AbortController();
    const unfollow = followSignals(stop, [this.stop, this.job.signal]);
    const lease = this.owner.hold(kind, this.job);
    const context = new ReportingJobContext(id, kind, this.repository);
    this.logger.log(`Job ${id} (${kind}) started`);
    try {
      const result = await this.runToEnd(context, lease, stop.signal);
      this.logger.log(`Job ${id} (${kind}) is done`);
      return result;
    } catch (thrown) {
      // Only the sentence is stored and shown, never a stack trace.
      const error: unknown = context.signal.aborted ? context.signal.reason : thrown;
      if (error instanceof JobCancelled) {
        await this.queue.cancel(kind, id);
        this.logger.log(`Job ${id} (${kind}) was cancelled`);
      } else this.logger.error(`Job ${id} (${kind}) failed: ${stackOf(thrown)}`);
      // oxlint-disable-next-line typescript/only-throw-error -- pg-boss stores the thrown object as the output
      throw { message: reasonOf(error) };
    } finally {
      unfollow();
      this.owner.release(id);
    }
  }

  private async runToEnd(context: ReportingJobContext, lease: JobLease, stop: AbortSignal): Promise<object> {
    try {
      for (let run = 1; ; run++) {
        context.begin(stop, await lease.begin(stop));
        try {
          await this.audit.addJob(this.job.id, this.definition.kind);
          return await this.definition.run(this.job.data, context);
        } catch (error) {
          if (this.definition.resumes !== true || run === MOST_RUNS || !isInterrupted(error, context))
            throw error;
          this.logger.warn(`Job ${this.job.id} lost the database and begins once more: ${reasonOf(error)}`);
          context.progress({ step: `beginning once more (${run + 1} of ${MOST_RUNS}): ${reasonOf(error)}` });
          await sleep(PAUSE_MS, undefined, { signal: stop });
        }
      }
    } finally {
      await context.close();
    }
  }
}

/**
 * Whether code was stopped by the loss of the database or by another transaction, and neither by its caller
 * nor by an error of its own.
 */
function isInterrupted(error: unknown, { signal }: ReportingJobContext): boolean {
  if (signal.aborted) return signal.reason instanceof JobLost;
  const code = databaseTrouble(error)?.code;
  return code === 'database_unavailable' || code === 'database_conflict';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
