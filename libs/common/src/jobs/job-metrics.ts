import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import type { Sample } from '../metrics/metrics.js';
import { JOB_STATES } from './job.dto.js';
import { JobsRepository } from './jobs.repository.js';
import type { JobCount } from './jobs.repository.js';

/**
 * Shows the jobs of the kinds that this service runs; the same of every instance, since all ask one database.
 */
@Injectable()
export class JobMetrics {
  private readonly kinds = new Set<string>();

  constructor(jobs: JobsRepository, metrics: Metrics) {
    const ask = metrics.askDatabase(() => jobs.count([...this.kinds]));
    metrics.gauge(
      {
        name: 'musicbox_jobs',
        help: 'Jobs that wait, run, or ended within the last 24 hours',
        labels: ['kind', 'state'],
      },
      async () => this.byState(await ask()),
    );
    metrics.gauge(
      {
        name: 'musicbox_job_queue_age_seconds',
        help: 'How long the oldest waiting job of a kind has waited; 0 when none waits',
        labels: ['kind'],
      },
      async () => this.ages(await ask()),
    );
  }

  /** From now on the kind is shown, with zeros while there is no job of it. */
  watch(kind: string): void {
    this.kinds.add(kind);
  }

  private byState(counts: JobCount[] | null): Sample<'kind' | 'state'>[] | null {
    if (counts === null) return null;
    return [...this.kinds].flatMap((kind) =>
      JOB_STATES.map((state) => ({
        labels: { kind, state },
        value: counts.find((row) => row.kind === kind && row.state === state)?.count ?? 0,
      })),
    );
  }

  private ages(counts: JobCount[] | null): Sample<'kind'>[] | null {
    if (counts === null) return null;
    return [...this.kinds].map((kind) => {
      const waiting = counts.find((row) => row.kind === kind && row.state === 'queued');
      return { labels: { kind }, value: Math.max(0, waiting?.longestSeconds ?? 0) };
    });
  }
}
