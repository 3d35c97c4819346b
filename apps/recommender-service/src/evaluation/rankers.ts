import { VectorScan } from '#kernels';
import type { SparseRows } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import { SongScorer } from '../model/song-scorer.js';
import type { Taste } from '../model/song-scorer.js';
import { mostPopular, popularOrder } from '../model/popularity.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';

/** Ranks the songs of an early matrix for its users. */
export interface Ranker {
  /** A list for each, best first, never padded. */
  lists(tasks: RankingTask[], k: number): Iterable<Int32Array>;
}

/** By factors and item weights; the lists come from the same code that answers requests. */
export function modelRanker(model: TrainedModel, liked: SparseRows): Ranker {
  const { factors, userFactors, songFactors } = model;
  const scorer = new SongScorer(new VectorScan(songFactors, factors), model);
  const tasteOf = ({ user }: RankingTask): Taste => ({
    vector: userFactors.subarray(user * factors, (user + 1) * factors),
    liked: columnsOf(liked, user),
  });
  return {
    *lists(tasks, k) {
      for (const task of tasks) yield scorer.top(tasteOf(task), k, task.played).indices;
    },
  };
}

/** By the number of listeners, the same order for everybody. */
export function popularityRanker(listeners: Uint32Array): Ranker {
  const order = popularOrder(listeners);
  return {
    *lists(tasks, k) {
      for (const { played } of tasks) yield mostPopular(order, k, played);
    },
  };
}
