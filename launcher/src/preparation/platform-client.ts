import { churnClient, ingestClient, recommenderClient, ServiceProblem } from '#clients';
import { spanDays } from '#common/calendar';
import type { ArchiveSummary, ChurnClient, IngestClient, Job, RecommenderClient } from '#clients';
import type { ServiceName } from '../options/launcher-options.js';

export interface Progress {
  step: string;
  /** Share done, 0 to 1; null while it cannot be known. */
  fraction: number | null;
  detail: Record<string, string | number>;
}

/** A job as the services describe it, as far as the launcher looks at it. */
type EndedJob = Pick<Job, 'state' | 'error'> & { kind: string };

export type ModelKind = 'churn' | 'recommender';

/** The versions of one kind of model, as far as the launcher looks at them. */
export interface ModelState {
  newestAt: string | null;
  /** The newest version, where the gate did not let it pass, with the checks that it did not pass; else null. */
  missed: { version: number; checks: string[]; leaks: boolean } | null;
  /** The version that answers, and how well it does next to its baseline. */
  live: { version: number; figures: string } | null;
}

/** As both services list a version. */
interface VersionSummary<Metrics> {
  version: number;
  state: string;
  createdAt: string;
  gate: { reasons: string[]; leaks?: boolean };
  metrics: Metrics | null;
}

/** What is loaded of the logs folder, and the name of the mapping that reads it. */
export interface Load {
  path: string;
  mapping?: string;
}

/** A service that was killed answers again within this time, or starting it again does not help. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Talks to the running services with the admin key; waits for a service that is being restarted.
 * @throws ServiceProblem with the reason a service gave, or ServiceUnreachable
 */
export class PlatformClient {
  private readonly ingest: IngestClient;
  private readonly churn: ChurnClient;
  private readonly recommender: RecommenderClient;

  constructor(
    urls: Record<ServiceName, string>,
    key: string,
    private readonly signal: AbortSignal,
  ) {
    this.ingest = ingestClient({ url: urls.ingest, key, patienceMs: PATIENCE_MS });
    this.churn = churnClient({ url: urls.churn, key, patienceMs: PATIENCE_MS });
    this.recommender = recommenderClient({ url: urls.recommender, key, patienceMs: PATIENCE_MS });
  }

  /** Starts the load, or the training of a model; joins the one that waits or runs already. */
  async startJob(service: ServiceName, load: Load = { path: '.' }): Promise<{ id: string; joined: boolean }> {
    const { signal } = this;
    const start = {
      ingest: () => this.ingest.startJob('/admin/ingest/archives', { body: load, signal }),
      churn: () => this.churn.startJob('/admin/churn/retrain', { signal }),
      recommender: () => this.recommender.startJob('/admin/recommender/retrain', { signal }),
    };
    try {
      const { id } = await start[service]();
      return { id, joined: false };
    } catch (error) {
      const running = error instanceof ServiceProblem ? error.document['jobId'] : undefined;
      if (typeof running === 'string') return { id: running, joined: true };
      throw error;
    }
  }

  /** The job when it has ended in any way. */
  async waitForJob(
    service: ServiceName,
    id: string,
    onProgress: (progress: Progress) => void,
  ): Promise<EndedJob> {
    const onJob = ({ progress }: { progress: unknown }): void => onProgress(progress as Progress);
    const options = { onProgress: onJob, signal: this.signal, patienceMs: PATIENCE_MS };
    return await this[service].waitForJob({ id }, options);
  }

  /** The model version that a service answers from, by its readiness; null while it has none. */
  async servedVersion(service: ModelKind): Promise<number | null> {
    const client: Pick<ChurnClient, 'get'> = this[service];
    const { info } = await client.get('/health/ready', { signal: this.signal });
    return (info as { model?: { version?: number | null } }).model?.version ?? null;
  }

  /** @returns its name */
  async storeMapping(text: string): Promise<string> {
    const { name } = await this.ingest.post('/admin/ingest/mappings', {
      body: { text },
      signal: this.signal,
    });
    return name;
  }

  async loadState(): Promise<ArchiveSummary> {
    return await this.ingest.get('/ingest/archives/summary', { signal: this.signal });
  }

  /** How many days the logs span. */
  async loadedDays(): Promise<number> {
    const { from, to } = await this.ingest.get('/ingest/coverage', { signal: this.signal });
    return from === null || to === null ? 0 : spanDays(from, to);
  }

  /** Notes that a day of a kind is known to be incomplete. */
  async acknowledgeHole({ date, kind }: { date: string; kind: string }, note: string): Promise<void> {
    const init = {
      params: { path: { subject: `hole.${date}.${kind}` } },
      body: { note },
      signal: this.signal,
    };
    await this.ingest.put('/admin/acknowledgements/{subject}', init);
  }

  /** The first refused archives by name. */
  async refusedArchives(limit: number): Promise<{ name: string; meaning: string | null }[]> {
    const init = { params: { query: { limit, state: 'refused' as const } }, signal: this.signal };
    return (await this.ingest.get('/ingest/archives', init)).archives;
  }

  async models(kind: ModelKind): Promise<ModelState> {
    const init = { params: { query: { limit: 200 } }, signal: this.signal };
    if (kind === 'churn') {
      const { models } = await this.churn.get('/churn/models', init);
      return stateOf(models, (of) => `AUC ${shown(of.rocAuc)}, recency alone ${shown(of.recencyRocAuc)}`);
    }
    const { models } = await this.recommender.get('/recommend/models', init);
    return stateOf(models, (of) => `NDCG@${of.k} ${shown(of.ndcg)}, popularity ${shown(of.popularityNdcg)}`);
  }
}

const shown = (value: number | null): string => value?.toFixed(3) ?? 'unknown';

/** @param models newest first */
function stateOf<Metrics>(
  models: readonly VersionSummary<Metrics>[],
  figuresOf: (metrics: Metrics) => string,
): ModelState {
  const live = models.find(({ state }) => state === 'live');
  const [newest] = models;
  return {
    newestAt: newest?.createdAt ?? null,
    missed:
      newest?.state === 'refused'
        ? {
            version: newest.version,
            checks: newest.gate.reasons.filter((reason) => !reason.startsWith('Passed: ')),
            leaks: newest.gate.leaks === true,
          }
        : null,
    live: live ? { version: live.version, figures: live.metrics ? figuresOf(live.metrics) : '' } : null,
  };
}

/**
 * The address that signs in to the console once; the plain address while it gives no link, to sign in by key.
 */
export async function signInLink(consoleUrl: string, adminKey: string): Promise<string> {
  try {
    const response = await fetch(`${consoleUrl}/session/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) return consoleUrl;
    const { path } = (await response.json()) as { path: string };
    return consoleUrl + path;
  } catch {
    return consoleUrl;
  }
}
