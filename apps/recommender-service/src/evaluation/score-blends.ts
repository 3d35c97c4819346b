import { VectorScan } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { SparseRows } from '#ml';
import { joinedRows } from '../model/row-lists.js';
import type { TrainedFactors } from '../engines/training-engine.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { MeanScore } from './score-ranker.js';
import type { ListScore } from './score-ranker.js';

/** Factors and item weights that may be blended. */
export interface BlendParts {
  factors: TrainedFactors;
  weights: SparseRows;
  /** What brings the scores of the weights to the spread of the factors' scores. */
  ratio: number;
  liked: SparseRows;
}

/**
 * What blends of the same factors and item weights find, for each share of the item weights (above 0, below
 * 1). Both scores of a user are computed once for all shares: ranking each blend by itself takes about as
 * many times as long as there are shares.
 * @returns null when the time ends before all users are through.
 */
export function scoreBlends(
  { factors: { factors, userFactors, songFactors }, weights, ratio, liked }: BlendParts,
  shares: readonly number[],
  tasks: readonly RankingTask[],
  k: number,
  hasTime: () => boolean,
): ListScore[] | null {
  const index = new VectorScan(songFactors, factors);
  const items = new LinearItems(weights);
  const means = shares.map(() => new MeanScore(k));
  for (const { user, played, wanted } of tasks) {
    if (!hasTime()) return null;
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    const own = columnsOf(liked, user);
    const reached = items.scores(own, new Float32Array(own.length).fill(1));
    const ofFactors = index.scoresOf(vector, reached.items);
    // No weight reaches the other songs: these are ranked by their factors alone.
    const others = index.top(vector, k, joinedRows([played, reached.items]));
    const isPlayed = new Set(played);
    shares.forEach((share, n) => {
      const best = new TopK(k);
      others.indices.forEach((song, at) => best.offer(song, (1 - share) * others.scores[at]!));
      reached.items.forEach((song, at) => {
        if (isPlayed.has(song)) return;
        best.offer(song, (1 - share) * ofFactors[at]! + share * ratio * reached.scores[at]!);
      });
      means[n]!.add(best.take().indices, wanted);
    });
  }
  return means.map((mean) => mean.value());
}
