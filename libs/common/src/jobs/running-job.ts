import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProgressDto } from './job.dto.js';
import type { JobsRepository } from './jobs.repository.js';

const SAVE_EVERY_MS = 250;

/** What the code of a job reports. */
export type JobProgress = Pick<JobProgressDto, 'step'> & Partial<JobProgressDto>;

/** What a job's code gets: where to report progress, and a signal that fires when it shall stop. */
export interface JobContext {
  readonly jobId: string;
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
}

export class JobCancelled extends Error {
  constructor() {
    super('The job was cancelled.');
  }
}

/**
 * A job that this process has taken from the queue. Its code begins once the database has confirmed that the
 * job runs, and stops, for good, when the job has ended otherwise. The newest progress is saved
 * a few times a second (never more).
 */
export class RunningJob implements JobContext {
  private readonly controller = new AbortController();
  private readonly ended = Promise.withResolvers<never>();
  private readonly timer: NodeJS.Timeout;
  private readonly logger = new Logger('jobs');
  /** What is newer than the stored progress; null: nothing is. */
  private unsaved: JobProgressDto | null = null;
  private saving: Promise<boolean> | null = null;

  constructor(
    readonly jobId: string,
    readonly kind: string,
    private readonly repository: Pick<JobsRepository, 'saveProgress'>,
  ) {
    this.ended.promise.catch(() => undefined);
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  progress({ step, fraction = null, detail = {} }: JobProgress): void {
    this.unsaved = { step, fraction, detail };
  }

  /** Waits until the database confirms the job; then its code may begin. @throws what {@link end} was given */
  async begin(): Promise<void> {
    while (!(await Promise.race([this.save(), this.ended.promise]))) await sleep(SAVE_EVERY_MS);
    this.signal.throwIfAborted();
  }

  /** Stops the code; the first reason counts. */
  end(reason: Error): void {
    this.controller.abort(reason);
    this.ended.reject(reason);
  }

  /** Saves what is newest once more; the job's code has ended. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    await this.save();
  }

  /** @returns whether the database has answered */
  private save(): Promise<boolean> {
    // One save at a time: a slow database must not pile up statements.
    this.saving ??= this.saveNow().finally(() => (this.saving = null));
    return this.saving;
  }

  private async saveNow(): Promise<boolean> {
    const progress = this.unsaved;
    this.unsaved = null;
    try {
      const order = await this.repository.saveProgress(this.kind, this.jobId, progress);
      if (order === 'cancel') this.end(new JobCancelled());
      if (order === 'lost') this.end(new Error('The job does not run any more.'));
      return true;
    } catch (error) {
      this.unsaved ??= progress;
      this.logger.warn(`Progress of job ${this.jobId} could not be saved: ${String(error)}`);
      return false;
    }
  }
}
