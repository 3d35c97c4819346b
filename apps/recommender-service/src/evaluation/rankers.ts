import { VectorScan } from '#kernels';
import type { SparseRows } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import { SongScorer } from '../model/song-scorer.js';
import type { Taste } from '../model/song-scorer.js';
import { mostPopular, popularOrder } from '../model/popularity.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';

/** Ranks the songs of an early matrix for its users: a list each, best first, never padded. */
export type Ranker = (tasks: RankingTask[], k: number) => Iterable<Int32Array>;

/** By factors and item weights; the lists come from the same code that answers requests. */
export function modelRanker(model: TrainedModel, liked: SparseRows): Ranker {
  const { factors, userFactors, songFactors, factorShare, itemWeights } = model;
  return function* rank(tasks, k) {
    const scorer = new SongScorer(new VectorScan(songFactors, factors), factorShare, itemWeights);
    const tastes = tasks.map(({ user }): Taste => ({
      vector: userFactors.subarray(user * factors, (user + 1) * factors),
      liked: columnsOf(liked, user),
    }));
    const lists = scorer.topOfMany(tastes, k, (at) => Array.from(tasks[at]!.played));
    for (const { indices } of lists) yield indices;
  };
}

/** By the number of listeners, the same order for everybody. */
export function popularityRanker(listeners: Uint32Array): Ranker {
  return function* rank(tasks, k) {
    const order = popularOrder(listeners);
    for (const { played } of tasks) yield mostPopular(order, k, played);
  };
}
