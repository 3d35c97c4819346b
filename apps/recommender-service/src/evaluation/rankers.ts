import { VectorScan } from '#kernels';
import { ItemNeighbours, scoreRows, TopK } from '#ml';
import type { NeighbourOptions } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { TrainedFactors } from '../engines/training-engine.js';
import { mostPopular, popularOrder } from '../model/popularity.js';
import type { RankingTask } from './ranking-tasks.js';
import { percentiles, popularPercentiles, songsByLeastListeners } from './percentiles.js';

interface RankedSongs {
  /** Best first, never padded. */
  list: Int32Array;
  /** Of each wanted song, 0 first to 1 last; equal scores share the middle of their places. */
  percentiles?: Float64Array;
}

/** Ranks the songs of an early matrix for its users. */
export type Ranker = (tasks: RankingTask[], k: number) => Iterable<RankedSongs>;

/** By inner product; the lists come from the same exact scan that answers requests. */
export function factorRanker({ factors, userFactors, songFactors }: TrainedFactors): Ranker {
  return function* rank(tasks, k) {
    const scan = new VectorScan(songFactors, factors);
    const queries = new Float32Array(tasks.length * factors);
    const vectorOf = (user: number) => userFactors.subarray(user * factors, (user + 1) * factors);
    tasks.forEach(({ user }, n) => queries.set(vectorOf(user), n * factors));
    let n = 0;
    for (const { indices } of scan.topOfMany(queries, k, (at) => tasks[at]!.played)) {
      const task = tasks[n++]!;
      if (!task.wantsPercentiles) yield { list: indices };
      else yield { list: indices, percentiles: percentiles(scores(vectorOf(task.user), songFactors), task) };
    }
  };
}

/** By the number of listeners, the same order for everybody. */
export function popularityRanker(listeners: Uint32Array): Ranker {
  return function* rank(tasks, k) {
    const order = popularOrder(listeners);
    const atLeast = songsByLeastListeners(listeners);
    for (const task of tasks) {
      const list = mostPopular(order, k, task.played);
      yield task.wantsPercentiles
        ? { list, percentiles: popularPercentiles(listeners, atLeast, task) }
        : { list };
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

function scores(query: Float32Array, vectors: Float32Array): Float64Array {
  const found = new Float64Array(vectors.length / query.length);
  scoreRows(query, vectors, query.length, 0, found.length, found);
  return found;
}
