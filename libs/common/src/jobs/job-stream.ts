import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, MessageEvent } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  finalize,
  map,
  ReplaySubject,
  share,
  Subject,
  takeUntil,
  takeWhile,
  throwError,
  timer,
  endWith,
  interval,
  merge,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { DomainError } from '../errors/domain-error.js';
import { isFinished } from './job.dto.js';
import type { JobDto } from './job.dto.js';
import { JobsService } from './jobs.service.js';

const LOOK_EVERY_MS = 500;

/** Looks at jobs for those who follow them: twice a second for each job, however many follow it. */
@Injectable()
export class JobStreams implements BeforeApplicationShutdown {
  private readonly watched = new Map<string, Observable<JobDto>>();
  private readonly stopping = new Subject<void>();

  constructor(private readonly jobs: JobsService) {}

  /** Ends all streams, which would hold back the server's end until their jobs have ended. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /**
   * The job at once and then at every change; complete when it has ended or is there no more. A database that
   * is away is waited for.
   */
  changes(id: string): Observable<JobDto> {
    const known = this.watched.get(id);
    if (known !== undefined) return known;
    const changes = timer(0, LOOK_EVERY_MS).pipe(
      exhaustMap(() => defer(() => this.jobs.get(id)).pipe(catchError(passOver))),
      distinctUntilChanged<JobDto>(isDeepStrictEqual),
      takeWhile((job) => !isFinished(job), true),
      catchError(() => EMPTY),
      takeUntil(this.stopping),
      finalize(() => this.watched.delete(id)),
      share({ connector: () => new ReplaySubject(1) }),
    );
    this.watched.set(id, changes);
    return changes;
  }
}

function passOver(error: unknown): Observable<never> {
  return error instanceof DomainError ? throwError(() => error) : EMPTY;
}

/** Proxies close connections that are silent for a minute, some sooner. */
const HEARTBEAT_EVERY_MS = 15_000;

/** What a client receives of a job: every change, and a comment now and then. Ends with the changes. */
export function jobEvents(changes: Observable<JobDto>): Observable<MessageEvent> {
  const events = changes.pipe(
    map((job): MessageEvent => ({ data: job })),
    endWith(null),
  );
  const heartbeats = interval(HEARTBEAT_EVERY_MS).pipe(map((): MessageEvent => ({ comment: 'heartbeat' })));
  return merge(events, heartbeats).pipe(takeWhile((event) => event !== null));
}
