import type { JobDto, JobState } from './job.dto.js';
import { failureOf } from './job-failure.js';
import type { JobRow } from './jobs.repository.js';

const STATES: Record<JobRow['state'], JobState> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** A job as callers see it. */
export function describeJob(row: JobRow): JobDto {
  const { id, kind, input, step, fraction, detail, output, createdAt, startedAt, finishedAt } = row;
  const state = STATES[row.state];
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
