import { readEvents } from './event-stream.js';
import { delayAfter, isTransient, systemClock } from './retry.js';
import { ServiceUnreachable, unreachable } from './service-errors.js';

export interface WaitOptions<Job> {
  /** Receives the job at once, and then at every change. */
  onProgress?: (job: Job) => void;
  signal?: AbortSignal | undefined;
  /** How long the service may be away before waiting is given up. */
  patienceMs?: number;
}

/** How to ask the service: one attempt a call. */
interface Connection {
  url: string;
  ask(path: string, init: object): Promise<unknown>;
}

const PATIENCE_MS = 5 * 60_000;
/** A stream that is silent for so long, heartbeats included, is taken for a broken one. */
const SILENCE_MS = 60_000;

/**
 * Follows a job by server-sent events, each stream resumed where the last one broke off.
 * State: `failures` counts in a row and decides the next delay; whatever arrives sets it back.
 */
export async function waitForJob<Job>(
  connection: Connection,
  id: string,
  { onProgress, signal, patienceMs = PATIENCE_MS }: WaitOptions<Job>,
): Promise<Job> {
  const follow = new JobFollower<Job>(connection, id, signal);
  let heardAt = systemClock.now();
  for (let failures = 0; ; failures++) {
    try {
      for await (const job of follow.jobs()) {
        [heardAt, failures] = [systemClock.now(), 0];
        onProgress?.(job);
        if (isFinished(job)) return job;
      }
      await systemClock.sleep(delayAfter(null, failures, systemClock), signal);
    } catch (error) {
      signal?.throwIfAborted();
      const delay = delayAfter(error, failures, systemClock);
      if (!isTransient(error) || systemClock.now() + delay > heardAt + patienceMs) throw error;
      await systemClock.sleep(delay, signal);
    }
  }
}

class JobFollower<Job> {
  private lastEventId = '';

  constructor(
    private readonly connection: Connection,
    private readonly id: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The job at every change until the stream ends, and once more then: it may have ended unseen. */
  async *jobs(): AsyncGenerator<Job> {
    const { connection, id } = this;
    const silence = new AbortController();
    const signal = this.signal ? AbortSignal.any([this.signal, silence.signal]) : silence.signal;
    const stream = (await connection.ask('/jobs/{id}/stream', {
      params: { path: { id } },
      parseAs: 'stream',
      signal,
      headers: this.lastEventId === '' ? {} : { 'Last-Event-ID': this.lastEventId },
    })) as ReadableStream<Uint8Array> | undefined;
    for await (const { type, id, data } of stream ? readEvents(this.text(stream, silence)) : []) {
      if (type !== 'message') continue;
      this.lastEventId = id;
      yield JSON.parse(data) as Job;
    }
    yield (await connection.ask('/jobs/{id}', { params: { path: { id } }, signal: this.signal })) as Job;
  }

  /** @throws ServiceUnreachable when the stream breaks off or falls silent */
  private async *text(stream: ReadableStream<Uint8Array>, silence: AbortController): AsyncGenerator<string> {
    const { url } = this.connection;
    const late = new ServiceUnreachable(url, `silent for ${SILENCE_MS} ms`);
    const timer = setTimeout(() => silence.abort(late), SILENCE_MS);
    try {
      for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
        timer.refresh();
        yield chunk;
      }
    } catch (error) {
      this.signal?.throwIfAborted();
      throw unreachable(url, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isFinished(job: unknown): boolean {
  const { state } = job as { state: string };
  return state !== 'queued' && state !== 'running';
}
