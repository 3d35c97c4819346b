import type { JobDto } from './job.dto.js';
import type { JobRow } from './jobs.repository.js';

/** A job as callers see it. */
export function describeJob(row: JobRow): JobDto {
  const { id, kind, state, input, step, fraction, detail, output, createdAt, startedAt, finishedAt } = row;
  return {
    id,
    kind,
    state,
    input,
    progress: { step, fraction: state === 'succeeded' ? 1 : fraction, detail },
    result: state === 'succeeded' ? (output as Record<string, unknown>) : null,
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

/** Why a job failed, in one sentence, by what the queue keeps of it. */
function failureOf(output: unknown): string {
  const said = messageOf(output) ?? messageOf(valueOf(output));
  return said === null ? 'The job failed without a reason.' : (OF_QUEUE[said] ?? said);
}

function valueOf(output: unknown): unknown {
  return typeof output === 'object' && output !== null && 'value' in output ? output.value : null;
}

function messageOf(output: unknown): string | null {
  if (typeof output === 'string') return output;
  const isError = typeof output === 'object' && output !== null && 'message' in output;
  return isError && typeof output.message === 'string' ? output.message : null;
}
