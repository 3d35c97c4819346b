import { Logger } from '@nestjs/common';
import type { Job, PgBoss } from 'pg-boss';
import { reasonOf } from '../database/database-trouble.js';
import type { ClassOf } from '../fields/field.js';
import { JobCancelled, ReportingJobContext } from './job-context.js';
import type { JobContext } from './job-context.js';
import { JobLease } from './job-lease.js';
import type { JobKind } from './job-schemas.js';
import type { JobsRepository } from './jobs.repository.js';

export interface JobDefinition<Input extends object, Output extends object> extends JobKind {
  readonly input?: ClassOf<Input>;
  readonly result?: ClassOf<Output>;
  /** 'queue': further jobs of the kind wait their turn. 'refuse': while one waits or runs, another is refused (409). */
  whenBusy: 'queue' | 'refuse';
  run(input: Input, context: JobContext): Promise<Output>;
}

/**
 * One job that this process has taken from the queue, until its code has ended. The queue lets one job of a kind run at a time and takes a
 * result only of a job that still runs, so what ends after the lease was lost changes nothing.
 */
export class JobRun {
  private readonly logger = new Logger('jobs');

  constructor(
    private readonly definition: JobDefinition<object, object>,
    private readonly job: Job,
    private readonly queue: PgBoss,
    private readonly repository: JobsRepository,
    private readonly stop: AbortSignal,
  ) {}

  async result(): Promise<object> {
    const { kind } = this.definition;
    const { id, data, signal } = this.job;
    const lease = new JobLease(() => this.beat());
    const stop = AbortSignal.any([this.stop, signal, lease.signal]);
    const context = new ReportingJobContext(id, kind, this.repository, stop);
    this.logger.log(`Job ${id} (${kind}) started`);
    try {
      const result = await this.codeOf(data, context);
      this.logger.log(`Job ${id} (${kind}) is done`);
      return result;
    } catch (thrown) {
      // Only the sentence is stored and shown, never a stack trace.
      const error: unknown = context.signal.aborted ? context.signal.reason : thrown;
      if (error instanceof JobCancelled) {
        await this.queue.cancel(kind, id);
        this.logger.log(`Job ${id} (${kind}) was cancelled`);
      } else this.logger.error(`Job ${id} (${kind}) failed: ${stackOf(thrown)}`);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- pg-boss stores the thrown object as the output
      throw { message: reasonOf(error) };
    } finally {
      lease.end();
    }
  }

  private async codeOf(input: object, context: ReportingJobContext): Promise<object> {
    try {
      return await this.definition.run(input, context);
    } finally {
      await context.close();
    }
  }

  /** @returns whether the job still is this process's */
  private async beat(): Promise<boolean> {
    // pg-boss tells how many jobs it found, and its types do not.
    const { affected } = (await this.queue.touch(this.definition.kind, this.job)) as { affected: number };
    return affected === 1;
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
