import type { JobContext } from '#common';
import { Injectable } from '@nestjs/common';
import type { FeatureTable } from '../dataset/feature-table.js';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { historyFrom } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ScoreTable } from './churn-score.js';
import { ScoreSetsRepository } from './score-sets.repository.js';
import { Scorer } from './scoring-threads.js';

const PIECE_USERS = 5_000;

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
    model: ChurnModel,
    versionId: number,
    snapshotDate: string,
    context: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<number> {
    const { artefact, catalogue } = model;
    const scorer = new Scorer({ versionId, model }, context.signal);
    try {
      // Before the features are read: a load that commits in between makes the scores stale, never wrongly fresh.
      const loads = await this.snapshots.loads(historyFrom(snapshotDate, artefact), snapshotDate);
      const table = await this.features.ofPopulation(catalogue, snapshotDate, artefact.population);
      const set = { snapshotDate, versionId, scoredAt: loads.askedAt, loads: loads.mark };
      const pieces = scoredPieces(table, scorer, (users) => {
        context.signal.throwIfAborted();
        context.progress({
          step: 'scoring everybody',
          fraction: 0.7 + (0.25 * users) / table.rows,
          detail: { snapshotDate, users: table.rows },
        });
      });
      await this.sets.replace(set, pieces);
      return table.rows;
    } finally {
      await scorer.end();
    }
  }
}

/**
 * Scores of the table, some thousand users at a time: the next ones are scored while these are written. `onPiece` is called before each
 * with the users so far.
 */
async function* scoredPieces(
  { userIds, values, rows }: FeatureTable,
  scorer: Scorer,
  onPiece: (users: number) => void,
): AsyncGenerator<ScoreTable> {
  const width = values.length / Math.max(1, rows);
  const scored = async (from: number): Promise<ScoreTable> => {
    const to = Math.min(from + PIECE_USERS, rows);
    const features = Float32Array.from(values.subarray(from * width, to * width));
    return { userIds: userIds.subarray(from, to), margins: await scorer.margins(features), features };
  };
  const begin = (from: number): Promise<ScoreTable> | null => {
    if (from >= rows) return null;
    const piece = scored(from);
    // Nobody awaits it when the writing, or the job, has failed before.
    piece.catch(() => undefined);
    return piece;
  };
  let next = begin(0);
  for (let from = 0; next !== null; from += PIECE_USERS) {
    onPiece(from);
    const piece: ScoreTable = await next;
    next = begin(from + PIECE_USERS);
    yield piece;
  }
}
