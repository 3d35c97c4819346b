import { Field } from '../fields/fields.js';
import { JobProgressDto } from './job.dto.js';

/** A step of a job: when it began, and how far the job is, or was at the end of the step. */
export class JobLogLineDto extends JobProgressDto {
  @Field.integer('Counts from 1; lines before the first one are not kept any more', {
    minimum: 1,
    example: 3,
  })
  number: number;

  @Field.time('When the step began', { example: '2026-11-24T15:00:04.200Z' })
  at: Date;
}

export class JobLogDto {
  @Field.objects(() => JobLogLineDto, 'Oldest first; none before the job has begun')
  lines: JobLogLineDto[];
}

/** What the code of a job reports. */
export type JobProgress = Pick<JobProgressDto, 'step'> & Partial<JobProgressDto>;

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
