import type { JobLogLineDto } from './job-log.dto.js';

export interface JobProgress {
  step: string;
  fraction?: number;
  detail?: Record<string, string | number>;
}

/** So many lines of a job are kept, the newest ones. */
export const KEPT_LINES = 200;

/** Makes lines of progress, one a step, and remembers which of them are not saved as they are now. */
export class JobLog {
  private newest: JobLogLineDto | null = null;
  private readonly unsaved = new Map<number, JobLogLineDto>();

  add(progress: JobProgress): void {
    const { step, fraction = null, detail = {} } = progress;
    const { newest } = this;
    const { number, at } =
      newest?.step === step ? newest : { number: (newest?.number ?? 0) + 1, at: new Date() };
    this.newest = { number, at, step, fraction, detail };
    this.unsaved.set(number, this.newest);
    this.unsaved.delete(number - KEPT_LINES);
  }

  /** Lines to save now. */
  take(): JobLogLineDto[] {
    const lines = [...this.unsaved.values()];
    this.unsaved.clear();
    return lines;
  }

  /** Lines that could not be saved are taken again, unless there is something newer of them. */
  putBack(lines: readonly JobLogLineDto[]): void {
    const oldest = (this.newest?.number ?? 0) - KEPT_LINES;
    for (const line of lines)
      if (line.number > oldest && !this.unsaved.has(line.number)) this.unsaved.set(line.number, line);
  }
}
