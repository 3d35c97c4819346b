import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { HeldOutQuestion } from './hold-out.js';
import type { Baselines } from './baselines.js';
import { evaluateRanker, meanInterval, pairedDifference } from './model-evaluation.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { modelRanker } from './rankers.js';
import type { Ranker } from './rankers.js';
import { scoreRanker } from './score-ranker.js';
import type { HeldOutEvaluationDto } from './evaluation.dto.js';

/** Models over the songs of one early matrix. */
export interface EvaluatedModels {
  model: TrainedModel;
  /** See {@link HeldOutEvaluationDto}; null where there is nothing to compare with. */
  liveParameters: TrainedModel | null;
  anchor: TrainedModel | null;
  liveVersion: TrainedModel | null;
}

/** Standard errors that a margin needs: an interval of 95 %, found by 80 % of all samples of equal models. */
const WANTED_ERRORS = 1.96 + 0.84;

/** By how many users two models like these can be told apart by the margin, where they are equally good. */
export function usersWanted(lead: Float64Array, margin: number): number {
  const mean = lead.reduce((sum, value) => sum + value, 0) / Math.max(1, lead.length);
  const variance = lead.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, lead.length - 1);
  return variance === 0 || margin === 0 ? 0 : Math.ceil(variance * (WANTED_ERRORS / margin) ** 2);
}

/**
 * Ranks the whole catalogue for each user without the songs played before the cut, and looks for what is to be found.
 * @param baselines are waited for last: they are evaluated in a thread of their own meanwhile.
 */
export async function evaluateHeldOut(
  { tasks, further, ...counts }: HeldOutQuestion,
  early: InteractionMatrix,
  models: EvaluatedModels,
  baselines: Promise<Baselines>,
  { k, seed, margin }: EvaluationPlan,
): Promise<HeldOutEvaluationDto> {
  const evaluated = (ranker: Ranker) => evaluateRanker(ranker, tasks, early, k, seed);
  const ndcgOfFurther = (ranker: Ranker, users: number) =>
    scoreRanker(ranker, further.slice(0, users), k).ofUsers;
  const ownRanker = modelRanker(models.model, early.liked);
  const model = evaluated(ownRanker);
  let comparedUsers = tasks.length;
  const beside = (other: TrainedModel | null) => {
    if (other === null) return { evaluation: null, ahead: null };
    const ranker = modelRanker(other, early.liked);
    const { evaluation, ndcgOfUsers } = evaluated(ranker);
    const lead = ndcgOfUsers.map((ndcg, user) => model.ndcgOfUsers[user]! - ndcg);
    const more = usersWanted(lead, margin * evaluation.ndcg) - lead.length;
    const others = ndcgOfFurther(ranker, Math.max(0, more));
    const own = ndcgOfFurther(ownRanker, others.length);
    comparedUsers = Math.max(comparedUsers, tasks.length + others.length);
    const leads = [...lead, ...others.map((ndcg, user) => own[user]! - ndcg)];
    return { evaluation, ahead: meanInterval(leads, seed) };
  };
  const liveParameters = beside(models.liveParameters);
  const anchor = beside(models.anchor);
  const liveVersion = beside(models.liveVersion);
  const { popularity, neighbours } = await baselines;
  return {
    model: model.evaluation,
    popularity: popularity.evaluation,
    neighbours: neighbours.evaluation,
    liveParameters: liveParameters.evaluation,
    anchor: anchor.evaluation,
    liveVersion: liveVersion.evaluation,
    aheadOf: {
      popularity: pairedDifference(model, popularity, seed),
      neighbours: pairedDifference(model, neighbours, seed),
      liveParameters: liveParameters.ahead,
      anchor: anchor.ahead,
      liveVersion: liveVersion.ahead,
    },
    evaluatedUsers: tasks.length,
    comparedUsers,
    ...counts,
  };
}
