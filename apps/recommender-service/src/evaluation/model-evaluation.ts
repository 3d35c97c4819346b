import { bootstrapInterval, RankingTally } from '#ml';
import type { Interval } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { Ranker } from './rankers.js';
import type { RankingTask } from './hold-out.js';
import { activityBands, popularitySegments } from './segments.js';
import type { ModelEvaluationDto } from './evaluation.dto.js';

/** Lengths of list that are reported besides the one that decides. */
const CUTOFFS = [10, 20, 100];
const RESAMPLES = 1_000;

/** An evaluation with each user's NDCG, for comparisons in pairs. */
export interface Evaluated {
  evaluation: Pick<ModelEvaluationDto, keyof ModelEvaluationDto>;
  ndcgOfUsers: Float64Array;
}

/** Ranks for every task and sums up. @param k the length of list that decides. */
export function evaluateRanker(
  ranker: Ranker,
  tasks: RankingTask[],
  early: InteractionMatrix,
  k: number,
  seed: number,
): Evaluated {
  const cutoffs = [...new Set([k, ...CUTOFFS])].sort((a, b) => a - b);
  const tally = new RankingTally(cutoffs, k, early.listeners.length);
  let n = 0;
  for (const list of ranker.lists(tasks, cutoffs.at(-1)!)) tally.add(list, tasks[n++]!.wanted);
  const summary = tally.summary();
  const { recall, ndcg, map, hitRate } = summary.at.find((metrics) => metrics.k === k)!;
  const ndcgOfUsers = tally.ofUsers('ndcg', k);
  const recallOfUsers = tally.ofUsers('recall', k);
  return {
    ndcgOfUsers,
    evaluation: {
      k,
      recall,
      ndcg,
      map,
      hitRate,
      ...summary,
      intervals: { ndcg: meanInterval(ndcgOfUsers, seed), recall: meanInterval(recallOfUsers, seed) },
      byActivity: activityBands(
        tasks.map(({ user }) => early.liked.starts[user + 1]! - early.liked.starts[user]!),
        ndcgOfUsers,
        recallOfUsers,
      ),
      byPopularity: popularitySegments(early.listeners, tally.hitsByItem()),
    },
  };
}

/**
 * Interval of the mean difference of two models over the users of the second, which are the first ones of the
 * first.
 */
export function pairedDifference(first: Evaluated, second: Evaluated, seed: number): Interval {
  return meanInterval(
    second.ndcgOfUsers.map((value, user) => first.ndcgOfUsers[user]! - value),
    seed,
  );
}

/** The mean with its 95 % interval by bootstrap; zeroes where there is no value. */
export function meanInterval(values: ArrayLike<number>, seed: number): Interval {
  if (values.length === 0) return { value: 0, low: 0, high: 0, standardError: 0 };
  return bootstrapInterval(
    values.length,
    (weights) => {
      let sum = 0;
      for (let n = 0; n < values.length; n++) sum += weights[n]! * values[n]!;
      return sum / values.length;
    },
    { resamples: RESAMPLES, seed },
  );
}
