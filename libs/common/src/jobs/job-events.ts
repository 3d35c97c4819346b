import type { MessageEvent } from '@nestjs/common';
import { endWith, interval, map, merge, skipWhile, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';
import type { JobSighting } from './job-watch.js';

/** Proxies close connections that are silent for a minute, some sooner. */
const HEARTBEAT_EVERY_MS = 15_000;

/**
 * What a client receives of a job: every change after the one it saw last, and a comment now and then. Ends
 * with the changes.
 */
export function jobEvents(
  changes: Observable<JobSighting>,
  lastSeen: string | undefined,
): Observable<MessageEvent> {
  const events = changes.pipe(
    skipWhile(({ id }) => id === lastSeen),
    map(({ id, job }): MessageEvent => ({ id, data: job })),
    endWith(null),
  );
  const heartbeats = interval(HEARTBEAT_EVERY_MS).pipe(map((): MessageEvent => ({ comment: 'heartbeat' })));
  return merge(events, heartbeats).pipe(takeWhile((event) => event !== null));
}
