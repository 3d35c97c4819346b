import { Logger } from '@nestjs/common';
import { JobLog } from './job-log.js';
import type { JobProgress } from './job-log.js';
import type { JobsRepository } from './jobs.repository.js';

const SAVE_EVERY_MS = 250;

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
 * The job is not this process's any more, or may soon be another's: what this run still does must not count.
 */
export class JobLost extends Error {}

/**
 * A job that this process has taken from the queue. Its code begins once the database has confirmed that the
 * job is this process's, and stops when it has not done so for too long, or when the job has ended otherwise.
 * The newest progress and lines of the log are saved a few times a second (never more).
 */
export class RunningJob implements JobContext {
  /** Of the code that runs now, or will when the database has confirmed the job. */
  private controller = new AbortController();
  private waiting: PromiseWithResolvers<void> | null = null;
  private confirmedAt = -Infinity;
  private endedBy: Error | null = null;
  private readonly timer: NodeJS.Timeout;
  private readonly logger = new Logger('jobs');
  private readonly log = new JobLog();
  private saving: Promise<void> | null = null;

  constructor(
    readonly jobId: string,
    readonly kind: string,
    private readonly repository: Pick<JobsRepository, 'saveLines'>,
  ) {
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether its code may not begin once more. */
  get hasEnded(): boolean {
    return this.endedBy !== null;
  }

  progress(progress: JobProgress): void {
    this.log.add(progress);
  }

  /** Waits until the database confirms the job; then its code may begin. @throws what {@link end} was given */
  async begin(): Promise<void> {
    if (this.endedBy !== null) throw this.endedBy;
    this.controller = new AbortController();
    this.waiting = Promise.withResolvers();
    await this.waiting.promise;
  }

  /** The database has confirmed the job. @param askedAt when it was asked, by performance.now() */
  confirm(askedAt: number): void {
    this.confirmedAt = askedAt;
    this.waiting?.resolve();
    this.waiting = null;
  }

  /** Stops the code that runs when the last confirmation is `limitMs` old; it may begin once more. */
  endAfterSilence(limitMs: number): void {
    if (this.waiting !== null || performance.now() - this.confirmedAt < limitMs) return;
    const seconds = limitMs / 1_000;
    this.controller.abort(
      new JobLost(
        `The job was stopped: the database did not answer for ${seconds} second${seconds === 1 ? '' : 's'}.`,
      ),
    );
  }

  /** Stops the code for good. */
  end(reason: Error): void {
    this.endedBy ??= reason;
    this.controller.abort(this.endedBy);
    this.waiting?.reject(this.endedBy);
    this.waiting = null;
  }

  /** Saves what is newest once more; the job's code has ended. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    await this.save();
  }

  private save(): Promise<void> {
    // One save at a time: a slow database must not pile up statements.
    this.saving ??= this.saveNow().finally(() => (this.saving = null));
    return this.saving;
  }

  private async saveNow(): Promise<void> {
    const lines = this.log.take();
    try {
      const order = await this.repository.saveLines(this.kind, this.jobId, lines);
      if (order === 'cancel') this.end(new JobCancelled());
      if (order === 'lost') this.end(new JobLost('The job does not run any more.'));
    } catch (error) {
      this.log.putBack(lines);
      this.logger.warn(`Progress of job ${this.jobId} could not be saved: ${String(error)}`);
    }
  }
}
