import { HEARTBEAT_SECONDS } from './job-queue.js';

const BEAT_MS = 3_000;
/** Before anybody may take the job for dead: its last heartbeat may be two beats older than the last answer. */
const SILENCE_MS = HEARTBEAT_SECONDS * 1_000 - 2 * BEAT_MS;

/** Another process may run the job, or another one of its kind, by now: what this run still does must not count. */
export class JobLost extends Error {}

/**
 * The right of a process to run a job. It sends heartbeats; `signal` fires when the queue says that the job is no longer this process's, and
 * also when the queue does not answer: before the time is over after which the job counts as failed and the next one may begin.
 */
export class JobLease {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private heldAt = performance.now();
  private isAsking = false;

  /** @param beat sends a heartbeat; false when the job is not this process's any more */
  constructor(private readonly beat: () => Promise<boolean>) {
    this.timer = setInterval(() => this.tick(), BEAT_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    // After a pause of the whole process an answer may have come that has not been read yet.
    if (this.isAsking) setImmediate(() => this.endAfterSilence());
    else void this.ask();
  }

  private async ask(): Promise<void> {
    const askedAt = performance.now();
    this.isAsking = true;
    try {
      if (await this.beat()) this.heldAt = askedAt;
      else this.lose('The process that ran this job ended before it was done.');
    } catch {
      this.endAfterSilence();
    } finally {
      this.isAsking = false;
    }
  }

  private endAfterSilence(): void {
    if (performance.now() - this.heldAt < SILENCE_MS) return;
    this.lose(`The job was stopped: the database did not answer for ${SILENCE_MS / 1_000} seconds.`);
  }

  private lose(reason: string): void {
    this.end();
    this.controller.abort(new JobLost(reason));
  }
}
