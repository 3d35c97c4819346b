import { jest } from '@jest/globals';
import type { MessageEvent } from '@nestjs/common';
import { Subject } from 'rxjs';
import { jobEvents } from './job-stream.js';
import type { JobDto } from './job.dto.js';

function follow() {
  const changes = new Subject<JobDto>();
  const heard: (MessageEvent | 'end')[] = [];
  jobEvents(changes).subscribe({
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
  const { changes, heard } = follow();
  jest.advanceTimersByTime(45_500);
  expect(heard).toEqual(Array(3).fill({ comment: 'heartbeat' }));
  changes.complete();
  jest.advanceTimersByTime(60_000);
  expect(heard.slice(3)).toEqual(['end']);
});
