import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceUrls } from '../data-folder/access.js';
import { LauncherError } from '../launcher-error.js';
import type { ServiceName } from '../options/launcher-options.js';

export interface Progress {
  step: string;
  /** Share done, 0 to 1; null while it cannot be known. */
  fraction: number | null;
  detail: Record<string, string | number>;
}

/** A job as the services describe it, as far as the launcher looks at it. */
interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: Progress;
  error: string | null;
}

interface Follow {
  stop: AbortSignal;
  onProgress: (progress: Progress) => void;
}

const POLL_MS = 250;
/** A service that was restarted under a running job is back within this time. */
const UNREACHABLE_MS = 60_000;

/** Talks to the running services with the admin key. */
export class ServiceClient {
  constructor(
    private readonly urls: ServiceUrls,
    private readonly adminKey: string,
  ) {}

  /**
   * Starts a job, or joins the one of its kind that runs already, and follows it to its end.
   * @throws LauncherError when the job fails or is refused, with the reason the service gave
   */
  async runJob(service: ServiceName, path: string, body: object, follow: Follow): Promise<void> {
    const answer = await this.request(service, 'POST', path, body, follow.stop);
    const { id, jobId, detail } = answer.body as { id?: string; jobId?: string; detail?: string };
    const jobToFollow = answer.status === 202 ? id : answer.status === 409 ? jobId : undefined;
    if (jobToFollow === undefined) {
      throw new LauncherError(
        `The ${service} service refused ${path} (status ${answer.status}): ${detail ?? 'it gave no reason.'}`,
      );
    }
    await this.followJob(service, jobToFollow, follow);
  }

  /** The model version that a service answers from, which its readiness tells; null while it has none. */
  async servedVersion(service: ServiceName, stop: AbortSignal): Promise<number | null> {
    const answer = await this.request(service, 'GET', '/health/ready', null, stop);
    const { info } = answer.body as { info?: { model?: { version?: number | null } } };
    return info?.model?.version ?? null;
  }

  private async followJob(service: ServiceName, id: string, { stop, onProgress }: Follow): Promise<void> {
    let heardAt = Date.now();
    for (;;) {
      const answer = await this.request(service, 'GET', `/jobs/${id}`, null, stop).catch(() => null);
      stop.throwIfAborted();
      if (answer?.status === 200) {
        heardAt = Date.now();
        const job = answer.body as Job;
        onProgress(job.progress);
        if (job.state === 'succeeded') return;
        if (job.state === 'failed' || job.state === 'cancelled') {
          throw new LauncherError(job.error ?? `The job ${job.kind} was ${job.state}.`);
        }
      } else if (Date.now() - heardAt > UNREACHABLE_MS) {
        throw new LauncherError(`The ${service} service no longer tells how its job goes; its log says why.`);
      }
      await sleep(POLL_MS, undefined, { signal: stop });
    }
  }

  private async request(
    service: ServiceName,
    method: string,
    path: string,
    body: object | null,
    stop: AbortSignal,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.urls[service]}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.adminKey}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([stop, AbortSignal.timeout(30_000)]),
    });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  }
}
