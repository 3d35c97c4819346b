import type { ServiceUrls } from '../data-folder/access.js';
import { LauncherError } from '../launcher-error.js';
import type { ServiceName } from '../options/launcher-options.js';
import { retryWhileAway } from '../retry.js';

export interface Progress {
  step: string;
  /** Share done, 0 to 1; null while it cannot be known. */
  fraction: number | null;
  detail: Record<string, string | number>;
}

/** A job as the services describe it, as far as the launcher looks at it. */
export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: Progress;
  error: string | null;
}

interface Answer {
  status: number;
  body: { detail?: string };
}

/** The service gave no answer, or one that says: not now. */
class ServiceAway extends LauncherError {}

/** Talks to the running services with the admin key; waits for a service that is being restarted. */
export class ServiceClient {
  constructor(
    private readonly urls: ServiceUrls,
    private readonly adminKey: string,
    private readonly stop: AbortSignal,
  ) {}

  /**
   * Starts a job, or joins the one of its kind that waits or runs already.
   * @throws LauncherError when it is refused, with the reason the service gave
   */
  async startJob(service: ServiceName, path: string, body: object): Promise<{ id: string; joined: boolean }> {
    const answer = await this.request(service, 'POST', path, body);
    const { id, jobId } = answer.body as { id?: string; jobId?: string };
    if (answer.status === 202 && id !== undefined) return { id, joined: false };
    if (answer.status === 409 && jobId !== undefined) return { id: jobId, joined: true };
    throw refusal(service, path, answer);
  }

  async job(service: ServiceName, id: string): Promise<Job> {
    const path = `/jobs/${id}`;
    const answer = await this.request(service, 'GET', path, null);
    if (answer.status !== 200) throw refusal(service, path, answer);
    return answer.body as unknown as Job;
  }

  /** The model version that a service answers from, which its readiness tells; null while it has none. */
  async servedVersion(service: ServiceName): Promise<number | null> {
    const answer = await this.request(service, 'GET', '/health/ready', null);
    const { info } = answer.body as { info?: { model?: { version?: number | null } } };
    return info?.model?.version ?? null;
  }

  private request(service: ServiceName, method: string, path: string, body: object | null): Promise<Answer> {
    return retryWhileAway(
      () => this.requestOnce(service, method, path, body),
      (error) => error instanceof ServiceAway,
      this.stop,
    );
  }

  private async requestOnce(
    service: ServiceName,
    method: string,
    path: string,
    body: object | null,
  ): Promise<Answer> {
    let response: Response;
    let answer: Answer;
    try {
      response = await fetch(`${this.urls[service]}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.adminKey}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.stop, AbortSignal.timeout(30_000)]),
      });
      const text = await response.text();
      answer = { status: response.status, body: parsed(text) };
    } catch (cause) {
      throw new ServiceAway(`The ${service} service gives no answer to ${path}; its log says why.`, {
        cause,
      });
    }
    if (answer.status >= 500 || answer.status === 429) {
      throw new ServiceAway(refusal(service, path, answer).message);
    }
    return answer;
  }
}

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return {};
  }
}

function refusal(service: ServiceName, path: string, { status, body }: Answer): LauncherError {
  return new LauncherError(
    `The ${service} service refused ${path} (status ${status}): ${body.detail ?? 'it gave no reason.'}`,
  );
}
