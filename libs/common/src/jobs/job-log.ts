export interface JobProgress {
  step: string;
  fraction?: number;
  detail?: Record<string, string | number>;
}

/** So many lines of a job are kept, the newest ones. */
export const KEPT_LINES = 200;

/** A step of a job: when it began, and how far the job was and its figures at the end of the step. */
export interface JobLogLine {
  /** From 1. */
  readonly number: number;
  readonly at: Date;
  readonly step: string;
  readonly fraction: number | null;
  readonly detail: Record<string, string | number>;
}

/**
 * Makes lines of progress: each is saved when its step begins and once more when it has ended, however often
 * there is progress between.
 */
export class JobLog {
  private newest: JobLogLine | null = null;
  private readonly unsaved = new Map<number, JobLogLine>();

  add(progress: JobProgress): void {
    const { step, fraction = null, detail = {} } = progress;
    const { newest } = this;
    if (newest?.step === step) {
      this.newest = { ...newest, fraction, detail };
      return;
    }
    this.end();
    this.newest = { number: (newest?.number ?? 0) + 1, at: new Date(), step, fraction, detail };
    this.unsaved.set(this.newest.number, this.newest);
    this.unsaved.delete(this.newest.number - KEPT_LINES);
  }

  /** The last step has ended. */
  end(): void {
    if (this.newest !== null) this.unsaved.set(this.newest.number, this.newest);
  }

  /** Lines to save now. */
  take(): JobLogLine[] {
    const lines = [...this.unsaved.values()];
    this.unsaved.clear();
    return lines;
  }

  /** Lines that could not be saved are taken again, unless there is something newer of them. */
  putBack(lines: readonly JobLogLine[]): void {
    const oldest = (this.newest?.number ?? 0) - KEPT_LINES;
    for (const line of lines)
      if (line.number > oldest && !this.unsaved.has(line.number)) this.unsaved.set(line.number, line);
  }
}
