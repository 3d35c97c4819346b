import type { JobDto } from './job.dto.js';

/** A job as the queue has it, with its progress. */
export interface JobRow
  extends
    Pick<JobDto, 'id' | 'kind' | 'state' | 'input'>,
    Pick<JobDto['progress'], keyof JobDto['progress']> {
  /** What the queue has stored: the result, or why it failed. */
  readonly output: Record<string, unknown> | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A job as callers see it. */
export function describeJob(row: JobRow): JobDto {
  const { id, kind, state, input, step, fraction, detail, output, createdAt, startedAt, finishedAt } = row;
  return {
    id,
    kind,
    state,
    input,
    progress: { step, fraction: state === 'succeeded' ? 1 : fraction, detail },
    result: state === 'succeeded' ? output : null,
    error: state === 'failed' ? failureOf(output) : null,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

export const PROCESS_ENDED = 'The process that ran this job ended before it was done.';

/** What the queue itself says when it ends a job, and what that means. */
const OF_QUEUE: Record<string, string> = {
  'job heartbeat timeout': PROCESS_ENDED,
  'job timed out': 'The job took longer than a day.',
  'pg-boss shut down while active': 'The service was stopped before the job was done.',
};

/** Why a job failed, in one sentence. What the queue itself says is in `value`. */
function failureOf(output: JobRow['output']): string {
  const { message, value } = (output ?? {}) as { message?: string; value?: { message?: string } };
  const said = message ?? value?.message;
  return said === undefined ? 'The job failed without a reason.' : (OF_QUEUE[said] ?? said);
}
