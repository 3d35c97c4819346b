import type { Job } from '../../data/jobs.js';
import { duration } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { texts } from '../../texts.js';

const TONES: Record<Job['state'], Tone> = {
  queued: 'plain',
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warn',
};

export function JobState({ state }: Pick<Job, 'state'>) {
  return <Badge tone={TONES[state]}>{texts.jobs.states[state]}</Badge>;
}

export function nameOfKind(kind: string): string {
  return texts.jobs.kinds[kind] ?? kind;
}

export function pathOf({ service, id }: Pick<Job, 'service' | 'id'>): string {
  return `/jobs/${service}/${id}`;
}

/** How long it ran, or has been running. */
export function took({ startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>): string | null {
  if (startedAt === null) return null;
  return duration((finishedAt === null ? Date.now() : Date.parse(finishedAt)) - Date.parse(startedAt));
}
