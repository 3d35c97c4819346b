import type { JobContext } from '#common';
import { Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { windowsOf } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import { ScoringThreads } from './scoring-threads.js';
import { ScoreSetsRepository } from './score-sets.repository.js';

/** Scores everybody ahead of the questions. */
@Injectable()
export class PopulationScoring {
  constructor(
    private readonly snapshots: SnapshotsRepository,
    private readonly features: FeaturesRepository,
    private readonly sets: ScoreSetsRepository,
    private readonly threads: ScoringThreads,
  ) {}

  /** Scores the whole population at a snapshot date and keeps the scores; returns how many. All of them or none. */
  async score(
    model: ChurnModel,
    versionId: number,
    snapshotDate: string,
    context: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<number> {
    const { artefact, catalogue } = model;
    // Before the features are read: a load that commits in between makes the scores stale, never wrongly fresh.
    const { featuresFrom } = windowsOf(snapshotDate, artefact);
    const loads = await this.snapshots.loads(featuresFrom, snapshotDate);
    const table = await this.features.ofPopulation(catalogue, snapshotDate, artefact.population);
    const features = Float32Array.from(table.values);
    const margins = await this.threads.margins({ versionId, model }, features, context.signal);
    await this.sets.replace(
      { snapshotDate, versionId, scoredAt: loads.askedAt, loads: loads.mark },
      { userIds: table.userIds, margins, features },
      (users) => {
        context.signal.throwIfAborted();
        context.progress({
          step: 'scoring everybody',
          fraction: 0.7 + (0.25 * users) / table.rows,
          detail: { snapshotDate, users: table.rows },
        });
      },
    );
    return table.rows;
  }
}
