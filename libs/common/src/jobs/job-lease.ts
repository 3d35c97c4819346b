/**
 * The job is not this process's any more, or may soon be another's: what this run still does must not count.
 */
export class JobLost extends Error {}

/** The right of a process to run one job, as the database confirms it again and again. */
export class JobLease {
  private run: AbortController | null = null;
  private confirmedAt = -Infinity;
  private lost: JobLost | null = null;
  private waiting: { resolve: () => void; reject: (reason: unknown) => void } | null = null;

  /**
   * Waits until the database confirms the lease.
   * @returns a signal for the code that then begins; it fires when the code must stop
   * @throws JobLost when another process decided about the job; the reason of `stop`
   */
  async begin(stop: AbortSignal): Promise<AbortSignal> {
    this.run = null;
    stop.throwIfAborted();
    if (this.lost !== null) throw this.lost;
    let onStop = (): void => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting = { resolve, reject };
        onStop = () => {
          reject(stop.reason as Error);
        };
        stop.addEventListener('abort', onStop);
      });
    } finally {
      this.waiting = null;
      stop.removeEventListener('abort', onStop);
    }
    this.run = new AbortController();
    return this.run.signal;
  }

  /** The database has confirmed the lease. @param askedAt when it was asked, by performance.now() */
  confirm(askedAt: number): void {
    this.confirmedAt = askedAt;
    this.waiting?.resolve();
  }

  /** Stops the code that runs when the last confirmation is `limitMs` old. */
  endAfterSilence(limitMs: number): void {
    if (performance.now() - this.confirmedAt < limitMs) return;
    const seconds = limitMs / 1_000;
    this.run?.abort(
      new JobLost(
        `The job was stopped: the database did not answer for ${seconds} second${seconds === 1 ? '' : 's'}.`,
      ),
    );
  }

  /** The job has been given to another process, or has ended. */
  lose(reason: string): void {
    this.lost = new JobLost(reason);
    this.run?.abort(this.lost);
    this.waiting?.reject(this.lost);
  }
}
