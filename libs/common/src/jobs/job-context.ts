import { Logger } from '@nestjs/common';
import { JobLog } from './job-log.js';
import type { JobProgress } from './job-log.js';
import { JobLost } from './job-lease.js';
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
 * Saves the newest progress and lines of the log a few times a second (never more), and learns with each save
 * that it shall stop.
 */
export class ReportingJobContext implements JobContext {
  private controller = new AbortController();
  private unfollow = (): void => undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly logger = new Logger('jobs');
  private readonly log = new JobLog();
  private saving: Promise<void> | null = null;

  constructor(
    readonly jobId: string,
    private readonly kind: string,
    private readonly repository: JobsRepository,
  ) {
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The job's code begins, for the first time or once more. @param stops each of them ends it */
  begin(...stops: AbortSignal[]): void {
    this.unfollow();
    if (!(this.signal.reason instanceof JobCancelled)) this.controller = new AbortController();
    this.unfollow = followSignals(this.controller, stops);
  }

  progress(progress: JobProgress): void {
    this.log.add(progress);
  }

  /** Saves what is newest once more; the job's code has ended. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.unfollow();
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
      if (order === 'cancel') this.controller.abort(new JobCancelled());
      if (order === 'lost') this.controller.abort(new JobLost('The job does not run any more.'));
    } catch (error) {
      this.log.putBack(lines);
      this.logger.warn(`Progress of job ${this.jobId} could not be saved: ${String(error)}`);
    }
  }
}

/**
 * Aborts `controller` as soon as one of the signals fires, for its reason. AbortSignal.any would do, but when
 * its result is an argument of another AbortSignal.any and has no listeners, Node 24 may forget it.
 * @returns a function that ends this
 */
export function followSignals(controller: AbortController, signals: readonly AbortSignal[]): () => void {
  const links = signals.map((signal) => {
    const abort = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return { signal, abort };
  });
  return () => {
    for (const { signal, abort } of links) signal.removeEventListener('abort', abort);
  };
}
