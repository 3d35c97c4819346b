import { useEffect, useState } from 'react';
import type { Job } from '../../data/jobs.js';
import { duration } from '../../format/times.js';
import { texts } from '../../texts.js';

export function nameOfKind(kind: string): string {
  return texts.jobs.kinds[kind] ?? kind;
}

/** The step that runs, or what a job without one waits for. */
export function stepOf({ state, progress }: Pick<Job, 'state' | 'progress'>): string {
  return progress.step || texts.jobs.steps[state === 'queued' ? 'queued' : 'begins'];
}

/** How long it ran, or has been running: then it counts on. */
export function Took({ startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>) {
  const now = useNow(startedAt !== null && finishedAt === null);
  if (startedAt === null) return null;
  return duration((finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
}

/** The time, anew each second while something runs. */
function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
