import { VectorScan } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { SparseRows } from '#ml';
import { joinedRows } from '../model/row-lists.js';
import type { TrainedFactors } from '../engines/training-engine.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { UserScores } from './score-ranker.js';
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
 * @param goesOn asked before each user, with how many are done. @returns scores of the first users where it
 * ends before all are through: these are a fair sample. None where it ends before any.
 */
export function scoreBlends(
  { factors: { factors, userFactors, songFactors }, weights, ratio, liked }: BlendParts,
  shares: readonly number[],
  tasks: readonly RankingTask[],
  k: number,
  goesOn: (done: number) => boolean,
): ListScore[] {
  const index = new VectorScan(songFactors, factors);
  const items = new LinearItems(weights);
  const scores = shares.map(() => new UserScores(k));
  if (tasks.length > 0 && !goesOn(0)) return [];
  for (const [done, { user, played, wanted }] of tasks.entries()) {
    if (done > 0 && !goesOn(done)) break;
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    const reached = items.scores(columnsOf(liked, user));
    const ofFactors = index.scoresOf(vector, reached.items);
    // No weight reaches the other songs: these are ranked by their factors alone.
    const others = index.top(vector, k, joinedRows([played, reached.items]));
    const isPlayed = new Set(played);
    shares.forEach((share, at) => {
      const best = new TopK(k);
      others.indices.forEach((song, n) => best.offer(song, (1 - share) * others.scores[n]!));
      reached.items.forEach((song, n) => {
        if (isPlayed.has(song)) return;
        best.offer(song, (1 - share) * ofFactors[n]! + share * ratio * reached.scores[n]!);
      });
      scores[at]!.add(best.take().indices, wanted);
    });
  }
  return scores.map((score) => score.value());
}
