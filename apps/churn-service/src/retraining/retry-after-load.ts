import type { JobDto } from '#common';

/** Times everybody is scored for the same loads at most. */
export const MOST_ATTEMPTS = 6;
const FIRST_WAIT_MS = 60_000;

/** Input of a job that was started because days had been loaded. */
export interface AfterLoadInput {
  /** What was loaded: snapshot date, mark of the archives, live version. */
  readonly afterLoad: string;
  /** From 1 on. */
  readonly attempt: number;
}

/** What is to be done about loads that are not scored yet. */
export type NextAttempt =
  /** `at` is when it may begin, in milliseconds since 1970; 0: at once. */
  | { readonly attempt: number; readonly at: number }
  /** Nothing: it is under way, was stopped by hand, succeeded, or has failed too often. */
  | null;

/**
 * The next scoring for `loads`, from the jobs there were (newest first), so that instances and restarts
 * agree. After a failure one minute passes, then two, four, eight and sixteen.
 */
export function nextAttempt(jobs: readonly JobDto[], loads: string): NextAttempt {
  if (jobs.some(({ state }) => state === 'queued' || state === 'running')) return null;
  const last = jobs.find(({ input }) => input['afterLoad'] === loads);
  if (last === undefined) return { attempt: 1, at: 0 };
  return last.state === 'failed' ? afterFailure(last) : null;
}

/** The attempt after a failed one; null when it was the last. */
export function afterFailure(failed: JobDto): NextAttempt {
  const attempt = attemptOf(failed);
  if (attempt >= MOST_ATTEMPTS) return null;
  const at = Date.parse(failed.finishedAt ?? failed.createdAt) + FIRST_WAIT_MS * 2 ** (attempt - 1);
  return { attempt: attempt + 1, at };
}

/** Which attempt a job was. */
export function attemptOf({ input }: JobDto): number {
  return (input as unknown as AfterLoadInput).attempt;
}
