import type { Interval, NeighbourOptions } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { columnsOf, heldOutUsers } from './held-out-users.js';
import { evaluateRanker, pairedDifference } from './model-evaluation.js';
import type { ModelEvaluation } from './model-evaluation.js';
import { factorRanker, neighbourRanker, popularityRanker, rankingTasks } from './rankers.js';
import type { EarlyModel } from './rankers.js';

/** What the held-out days say of a model that was fitted without them, beside others on the same users. */
export interface HeldOutEvaluation {
  als: ModelEvaluation;
  popularity: ModelEvaluation;
  /** On the first of the users, see {@link EvaluationPlan}; compare it by `aheadOf`. */
  neighbours: ModelEvaluation & { options: NeighbourOptions };
  /** The parameters of the version that was live, fitted on the same days; null when there is none or they are the same. */
  champion: ModelEvaluation | null;
  /** NDCG of `als` minus that of each other model, over the same users: mean and 95 % interval. */
  aheadOf: { popularity: Interval; neighbours: Interval; champion: Interval | null };
  eligibleUsers: number;
  /** Of these, how many were evaluated. */
  evaluatedUsers: number;
  heldOutPairs: number;
  unreachablePairs: number;
}

export interface EvaluationPlan {
  /** The length of list that decides. */
  k: number;
  maxUsers: number;
  /** Users of whom every song is ranked, not the first hundred alone. */
  percentileUsers: number;
  /** Users the item-neighbour baseline is evaluated on: it costs more than all others together. */
  neighbourUsers: number;
  seed: number;
  neighbours: NeighbourOptions;
}

/**
 * Ranks the whole catalogue for each user, without sampled negatives and without the songs played before the cut, and looks
 * for the songs that the user met and liked for the first time after it.
 * @param champion vectors of the live version's parameters on the same matrix, if it has others.
 */
export function evaluateHeldOut(
  table: PairTable,
  early: InteractionMatrix,
  model: EarlyModel,
  champion: EarlyModel | null,
  plan: EvaluationPlan,
): HeldOutEvaluation {
  const { k, seed } = plan;
  const { users, relevant, ...counts } = heldOutUsers(table, early, plan);
  const tasks = rankingTasks(users, early, (user) => columnsOf(relevant, user), plan.percentileUsers);
  const als = evaluateRanker(factorRanker(model), tasks, early, k, seed);
  const popularity = evaluateRanker(popularityRanker(early.listeners), tasks, early, k, seed);
  const neighbours = evaluateRanker(
    neighbourRanker(early, plan.neighbours),
    tasks.slice(0, plan.neighbourUsers),
    early,
    k,
    seed,
  );
  const before = champion === null ? null : evaluateRanker(factorRanker(champion), tasks, early, k, seed);
  return {
    als: als.evaluation,
    popularity: popularity.evaluation,
    neighbours: { ...neighbours.evaluation, options: plan.neighbours },
    champion: before === null ? null : before.evaluation,
    aheadOf: {
      popularity: pairedDifference(als, popularity, seed),
      neighbours: pairedDifference(als, neighbours, seed),
      champion: before === null ? null : pairedDifference(als, before, seed),
    },
    evaluatedUsers: users.length,
    ...counts,
  };
}
