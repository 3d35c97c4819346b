import { jest } from '@jest/globals';
import type { MessageEvent } from '@nestjs/common';
import { Subject } from 'rxjs';
import { jobEvents, sightingOf } from './job-watch.js';
import type { JobSighting } from './job-watch.js';
import type { JobDto } from './job.dto.js';

const jobIn = (state: JobDto['state']): JobDto => ({
  id: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  kind: 'test',
  state,
  input: {},
  progress: { step: 'one', fraction: null, detail: {} },
  result: null,
  error: null,
  createdAt: '2026-11-24T15:00:00.000Z',
  startedAt: '2026-11-24T15:00:00.300Z',
  finishedAt: null,
});
const ONE = sightingOf(jobIn('running'));

function follow(lastSeen?: string) {
  const changes = new Subject<JobSighting>();
  const heard: (MessageEvent | 'end')[] = [];
  jobEvents(changes, lastSeen).subscribe({
    next: (event) => heard.push(event),
    complete: () => heard.push('end'),
  });
  return { changes, heard };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('sends a comment every 15 seconds', () => {
  const { changes, heard } = follow(ONE.id);
  changes.next(ONE);
  jest.advanceTimersByTime(45_500);
  expect(heard).toEqual(Array(3).fill({ comment: 'heartbeat' }));
  changes.complete();
  jest.advanceTimersByTime(60_000);
  expect(heard.slice(3)).toEqual(['end']);
});
