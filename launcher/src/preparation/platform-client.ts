import { churnClient, ingestClient, recommenderClient, ServiceProblem, ServiceUnreachable } from '#clients';
import type { ChurnClient, IngestClient, RecommenderClient } from '#clients';
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
export interface Job {
  kind: string;
  state: string;
  error: string | null;
}

/** A service that was killed answers again within this time, or starting it again does not help. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Talks to the running services with the admin key; waits for a service that is being restarted.
 * @throws LauncherError with the reason a service gave, or that it gives no answer
 */
export class PlatformClient {
  private readonly ingest: IngestClient;
  private readonly churn: ChurnClient;
  private readonly recommender: RecommenderClient;

  constructor(
    urls: ServiceUrls,
    key: string,
    private readonly signal: AbortSignal,
  ) {
    this.ingest = ingestClient({ url: urls.ingest, key, patienceMs: PATIENCE_MS });
    this.churn = churnClient({ url: urls.churn, key, patienceMs: PATIENCE_MS });
    this.recommender = recommenderClient({ url: urls.recommender, key, patienceMs: PATIENCE_MS });
  }

  /** Starts the load, or the training of a model; joins the one that waits or runs already. */
  async startJob(service: ServiceName): Promise<{ id: string; joined: boolean }> {
    const { signal } = this;
    const start = {
      ingest: () => this.ingest.startJob('/admin/ingest/archives', { body: { path: '.' }, signal }),
      churn: () => this.churn.startJob('/admin/churn/retrain', { signal }),
      recommender: () => this.recommender.startJob('/admin/recommender/retrain', { signal }),
    };
    try {
      const { id } = await start[service]();
      return { id, joined: false };
    } catch (error) {
      const running = error instanceof ServiceProblem ? error.document['jobId'] : undefined;
      if (typeof running === 'string') return { id: running, joined: true };
      throw this.explained(service, error);
    }
  }

  /** The job when it has ended in any way. */
  async waitForJob(service: ServiceName, id: string, onProgress: (progress: Progress) => void): Promise<Job> {
    const onJob = ({ progress }: { progress: unknown }): void => onProgress(progress as Progress);
    const options = { onProgress: onJob, signal: this.signal, patienceMs: PATIENCE_MS };
    try {
      return await this[service].waitForJob({ id }, options);
    } catch (error) {
      throw this.explained(service, error);
    }
  }

  /** The model version that a service answers from, which its readiness tells; null while it has none. */
  async servedVersion(service: 'churn' | 'recommender'): Promise<number | null> {
    try {
      const init = { signal: this.signal };
      const ready = await (service === 'churn'
        ? this.churn.get('/health/ready', init)
        : this.recommender.get('/health/ready', init));
      const { model } = ready.info as { model?: { version?: number | null } };
      return model?.version ?? null;
    } catch (error) {
      throw this.explained(service, error);
    }
  }

  private explained(service: ServiceName, error: unknown): unknown {
    if (error instanceof ServiceProblem) {
      return new LauncherError(`The ${service} service refused (status ${error.status}): ${error.detail}`, {
        cause: error,
      });
    }
    if (!(error instanceof ServiceUnreachable)) return error;
    return new LauncherError(`The ${service} service gives no answer (${error.reason}); its log says why.`, {
      cause: error,
    });
  }
}
