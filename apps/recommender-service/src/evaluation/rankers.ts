import { VectorScan } from '#kernels';
import { ItemNeighbours, scoreRows, TopK } from '#ml';
import type { NeighbourOptions, SparseRows } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { SongScorer } from '../model/song-scorer.js';
import type { Taste } from '../model/song-scorer.js';
import { mostPopular, popularOrder } from '../model/popularity.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { percentiles } from './percentiles.js';

interface RankedSongs {
  /** Best first, never padded. */
  list: Int32Array;
  /** Of each wanted song, 0 first to 1 last; equal scores share the middle of their places. */
  percentiles?: Float64Array;
}

/** Ranks the songs of an early matrix for its users. */
export type Ranker = (tasks: RankingTask[], k: number) => Iterable<RankedSongs>;

/** By factors and item weights; the lists come from the same code that answers requests. */
export function modelRanker(model: TrainedModel, liked: SparseRows): Ranker {
  const { factors, userFactors, songFactors, factorShare, itemWeights } = model;
  return function* rank(tasks, k) {
    const scorer = new SongScorer(new VectorScan(songFactors, factors), factorShare, itemWeights);
    const tastes = tasks.map(({ user }): Taste => ({
      vector: userFactors.subarray(user * factors, (user + 1) * factors),
      liked: columnsOf(liked, user),
    }));
    let n = 0;
    for (const { indices } of scorer.topOfMany(tastes, k, (at) => Array.from(tasks[at]!.played))) {
      const task = tasks[n]!;
      const taste = tastes[n++]!;
      if (!task.wantsPercentiles) yield { list: indices };
      else yield { list: indices, percentiles: percentiles(allScores(taste, model), task) };
    }
  };
}

/** By the number of listeners, the same order for everybody. */
export function popularityRanker(listeners: Uint32Array): Ranker {
  return function* rank(tasks, k) {
    const order = popularOrder(listeners);
    const scores = Float64Array.from(listeners);
    for (const task of tasks) {
      const list = mostPopular(order, k, task.played);
      yield task.wantsPercentiles ? { list, percentiles: percentiles(scores, task) } : { list };
    }
  };
}

/** By the similarity to the songs that the user likes. */
export function neighbourRanker(early: InteractionMatrix, options: NeighbourOptions): Ranker {
  return function* rank(tasks, k) {
    const neighbours = new ItemNeighbours(early.liked, options);
    for (const task of tasks) {
      const best = new TopK(k);
      const played = new Set(task.played);
      const all = task.wantsPercentiles ? new Float64Array(early.tableSongs.length) : null;
      neighbours.scores(task.user, (song, score) => {
        if (!played.has(song)) best.offer(song, score);
        if (all !== null) all[song] = score;
      });
      const list = best.take().indices;
      yield all === null ? { list } : { list, percentiles: percentiles(all, task) };
    }
  };
}

function allScores({ vector, liked }: Taste, model: TrainedModel): Float64Array {
  const { songFactors, factorShare, itemWeights } = model;
  const found = new Float64Array(itemWeights.rows);
  scoreRows(vector, songFactors, vector.length, 0, found.length, found);
  for (let song = 0; song < found.length; song++) found[song]! *= factorShare;
  for (const own of liked) {
    for (let n = itemWeights.starts[own]!; n < itemWeights.starts[own + 1]!; n++) {
      found[itemWeights.indices[n]!]! += itemWeights.weights[n]!;
    }
  }
  return found;
}
