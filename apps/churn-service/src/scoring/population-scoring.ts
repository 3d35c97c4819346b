import type { JobContext } from '#common';
import { Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../features/features.repository.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';
import { windowsOf } from '../snapshots/windows.js';
import type { ChurnScorer } from './churn-scorer.js';
import { ScoreSetsRepository } from './score-sets.repository.js';

const BATCH_USERS = 5_000;

/** Scores everybody ahead of the questions. */
@Injectable()
export class PopulationScoring {
  constructor(
    private readonly snapshots: SnapshotsRepository,
    private readonly features: FeaturesRepository,
    private readonly sets: ScoreSetsRepository,
  ) {}

  /** Scores the whole population at a snapshot date and keeps the scores; returns how many. All of them or none. */
  async score(
    scorer: ChurnScorer,
    versionId: number,
    snapshotDate: string,
    context: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<number> {
    const { artefact, catalogue } = scorer;
    // Before the features are read: a load that commits in between makes the scores stale, never wrongly fresh.
    const { featuresFrom } = windowsOf(snapshotDate, artefact);
    const loads = await this.snapshots.loads(featuresFrom, snapshotDate);
    const table = await this.features.ofPopulation(catalogue, snapshotDate, artefact.population);
    const batches = function* () {
      for (let from = 0; from < table.rows; from += BATCH_USERS) {
        context.signal.throwIfAborted();
        context.progress({
          step: 'scoring everybody',
          fraction: 0.7 + (0.25 * from) / table.rows,
          detail: { snapshotDate, users: table.rows },
        });
        yield scorer.scoreWithReasons(table, from, Math.min(from + BATCH_USERS, table.rows));
      }
    };
    await this.sets.replace(
      { snapshotDate, versionId, scoredAt: loads.askedAt, loads: loads.mark },
      batches(),
    );
    return table.rows;
  }
}
