import type { Interval, NeighbourOptions } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { columnsOf, heldOutUsers } from './held-out-users.js';
import type { Baselines } from './baselines.js';
import { evaluateRanker, pairedDifference } from './model-evaluation.js';
import type { ModelEvaluation } from './model-evaluation.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { modelRanker } from './rankers.js';
import { rankingTasks } from './ranking-tasks.js';
import type { RankingTask } from './ranking-tasks.js';

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

/** Who is asked, and how much there is to be found. */
export interface HeldOutQuestion extends Pick<
  HeldOutEvaluation,
  'eligibleUsers' | 'heldOutPairs' | 'unreachablePairs'
> {
  tasks: RankingTask[];
}

/** The songs that users met and liked for the first time after the cut, to be found in the whole catalogue, without sampled negatives. */
export function heldOutQuestion(
  table: PairTable,
  early: InteractionMatrix,
  plan: EvaluationPlan,
): HeldOutQuestion {
  const { users, relevant, ...counts } = heldOutUsers(table, early, plan);
  const wantedOf = (user: number): Int32Array => columnsOf(relevant, user);
  return { tasks: rankingTasks(users, early, wantedOf, plan.percentileUsers), ...counts };
}

/**
 * Ranks the whole catalogue for each user without the songs played before the cut, and looks for what is to be found.
 * @param champion a fit of the live version's parameters on the same matrix, if it has others.
 * @param baselines are waited for last: they are judged in a thread of their own meanwhile.
 */
export async function evaluateHeldOut(
  { tasks, ...counts }: HeldOutQuestion,
  early: InteractionMatrix,
  model: TrainedModel,
  champion: TrainedModel | null,
  baselines: Promise<Baselines>,
  { k, seed, ...plan }: EvaluationPlan,
): Promise<HeldOutEvaluation> {
  const als = evaluateRanker(modelRanker(model, early.liked), tasks, early, k, seed);
  const before =
    champion === null ? null : evaluateRanker(modelRanker(champion, early.liked), tasks, early, k, seed);
  const { popularity, neighbours } = await baselines;
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
    evaluatedUsers: tasks.length,
    ...counts,
  };
}
