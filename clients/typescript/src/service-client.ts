import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import { retry } from './retry.js';
import { problemOf, ServiceProblem, ServiceUnreachable, unreachable } from './service-errors.js';
import type { Ask, JobOf, JobPaths, Method, PagedPaths, PathsOf, RequestOptions } from './typed-paths.js';

export interface ServiceClientOptions {
  url: string;
  /** Read, write or admin key; routes below /health need none. */
  key?: string;
  /** Default of every request: for how long to go on trying. */
  patienceMs?: number;
  /** Default of every request: limit of one attempt. */
  timeoutMs?: number;
}

export interface WaitOptions<Job> {
  /** Receives the job at once, and then at every change. */
  onProgress?: (job: Job) => void;
  signal?: AbortSignal | undefined;
  /** How long the service may be away before waiting is given up. */
  patienceMs?: number;
}

const PATIENCE_MS = 30_000;
const JOB_PATIENCE_MS = 5 * 60_000;
const LOOK_EVERY_MS = 250;
const TIMEOUT_MS = 30_000;
const REPEATABLE: readonly Method[] = ['get', 'put', 'delete'];
/** Nothing listens at the address. */
const NOBODY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH']);

type AnyInit = RequestOptions & {
  params?: unknown;
  body?: unknown;
  headers?: Record<string, string>;
  parseAs?: string;
};

/**
 * A client of one service. Every method takes a path of the contract, `client.get('/jobs/{id}', { params: {
 * path: { id } } })`,
 * answers the body, and tries again where that is safe, see `retry`: not where nothing has ever listened.
 * @throws ServiceProblem when the service refuses, ServiceUnreachable when no answer came
 */
export class ServiceClient<Paths extends object> {
  readonly url: string;
  readonly get = this.asking('get');
  readonly put = this.asking('put');
  readonly post = this.asking('post');
  readonly delete = this.asking('delete');
  /**
   * Like `post`, and sent again where no answer came: every kind of job either is harmless twice or refuses a
   * second job, and then the answer is the job that the lost attempt has started.
   */
  readonly startJob = ((path: string, init: AnyInit = {}) => this.start(path, init)) as Ask<
    Paths,
    'post',
    JobPaths<Paths, 'post'>
  >;
  private readonly client: Client<Record<string, never>>;
  private hasAnswered = false;

  constructor(private readonly options: ServiceClientOptions) {
    // Here, so that a mistyped address is not taken for a service that is away.
    this.url = new URL(options.url).href.replace(/\/+$/, '');
    const { key } = options;
    this.client = createClient({
      baseUrl: this.url,
      headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
    });
  }

  /**
   * Follows a job to its end, in whatever state, through restarts of the service.
   * @throws ServiceUnreachable or ServiceProblem when the service has sent nothing for `patienceMs` (5 minutes)
   */
  async waitForJob(
    { id }: { id: string },
    { onProgress, signal, patienceMs = JOB_PATIENCE_MS }: WaitOptions<JobOf<Paths>> = {},
  ): Promise<JobOf<Paths>> {
    const init = { params: { path: { id } }, signal, patienceMs };
    for (let before = ''; ;) {
      const job = (await this.send('get', '/jobs/{id}', init)) as JobOf<Paths>;
      const now = JSON.stringify(job);
      if (now !== before) onProgress?.(job);
      before = now;
      const { state } = job as { state: string };
      if (state !== 'queued' && state !== 'running') return job;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }

  /** Every page of a list, first to last, from the cursor of `init` on; the other parameters stay the same. */
  async *pages<Path extends PagedPaths<Paths>>(
    path: Path,
    ...init: Parameters<Ask<Paths, 'get', Path>> extends [unknown, ...infer Init] ? Init : never
  ): AsyncGenerator<Awaited<ReturnType<Ask<Paths, 'get', Path>>>> {
    const { params, ...options } = (init[0] ?? {}) as AnyInit & { params?: { query?: object } };
    for (let cursor: object = {}; ;) {
      const query = { ...params?.query, ...cursor };
      const page = (await this.send('get', path as string, { ...options, params: { ...params, query } })) as {
        nextCursor: string | null;
      };
      yield page as never;
      if (page.nextCursor === null) return;
      cursor = { cursor: page.nextCursor };
    }
  }

  private asking<M extends Method>(method: M): Ask<Paths, M, PathsOf<Paths, M>> {
    const ask = (path: string, init: AnyInit = {}): Promise<unknown> => this.send(method, path, init);
    return ask as Ask<Paths, M, PathsOf<Paths, M>>;
  }

  private async start(path: string, init: AnyInit): Promise<unknown> {
    let attempts = 0;
    try {
      return await this.send('post', path, { repeatable: true, ...init }, () => attempts++);
    } catch (error) {
      const id = attempts > 1 ? runningJobOf(error) : null;
      if (id === null) throw error;
      return await this.send('get', '/jobs/{id}', { params: { path: { id } }, signal: init.signal });
    }
  }

  /** @param onAttempt is called before each attempt */
  private send(method: Method, path: string, init: AnyInit, onAttempt?: () => void): Promise<unknown> {
    const {
      // A stream can be read but once.
      patienceMs = init.body instanceof ReadableStream ? 0 : (this.options.patienceMs ?? PATIENCE_MS),
      repeatable = REPEATABLE.includes(method),
      ...rest
    } = init;
    const isFinal = (error: unknown) =>
      !this.hasAnswered && error instanceof ServiceUnreachable && NOBODY.has(error.reason);
    const attempt = (): Promise<unknown> => {
      onAttempt?.();
      return this.attempt(method, path, rest);
    };
    return retry(attempt, { repeatable, patienceMs, signal: init.signal, isFinal });
  }

  private async attempt(
    method: Method,
    path: string,
    { signal, timeoutMs, ...init }: AnyInit,
  ): Promise<unknown> {
    const binary = init.body instanceof Blob || init.body instanceof ReadableStream;
    const limit = new AbortController();
    const ms = timeoutMs ?? (binary ? null : (this.options.timeoutMs ?? TIMEOUT_MS));
    const late = new ServiceUnreachable(this.url, `no answer within ${ms ?? 0} ms`);
    const timer = ms === null ? undefined : setTimeout(() => limit.abort(late), ms);
    try {
      const { data, error, response } = (await this.client.request(
        method,
        path as never,
        {
          ...init,
          ...(binary ? { bodySerializer: (body: unknown) => body, duplex: 'half' } : {}),
          signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
        } as never,
      )) as { data?: unknown; error?: unknown; response: Response };
      this.hasAnswered = true;
      if (response.ok) return data;
      throw problemOf(`${method.toUpperCase()} ${path}`, response, error);
    } catch (error) {
      signal?.throwIfAborted();
      throw isConnectionError(error) ? unreachable(this.url, error) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The job that a refusal names which lets no second one of its kind run; null of any other error. */
function runningJobOf(error: unknown): string | null {
  if (!(error instanceof ServiceProblem) || error.code !== 'job_running') return null;
  const { jobId } = error.document;
  return typeof jobId === 'string' ? jobId : null;
}

/** fetch names the cause of what the network did, and none for a mistake of the caller (a malformed header, say). */
function isConnectionError(error: unknown): boolean {
  return error instanceof ServiceUnreachable || (error as Error).cause !== undefined;
}
