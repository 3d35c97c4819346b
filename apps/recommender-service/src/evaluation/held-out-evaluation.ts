import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { HeldOutQuestion } from './hold-out.js';
import type { Baselines } from './baselines.js';
import { evaluateRanker, pairedDifference } from './model-evaluation.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { modelRanker } from './rankers.js';
import type { HeldOutEvaluationDto } from './evaluation.dto.js';

/** Models over the songs of one early matrix. */
export interface EvaluatedModels {
  model: TrainedModel;
  /** See {@link HeldOutEvaluationDto}; null where there is nothing to compare with. */
  liveParameters: TrainedModel | null;
  liveVersion: TrainedModel | null;
}

/**
 * Ranks the whole catalogue for each user without the songs played before the cut, and looks for what is to be found.
 * @param baselines are waited for last: they are evaluated in a thread of their own meanwhile.
 */
export async function evaluateHeldOut(
  { tasks, ...counts }: HeldOutQuestion,
  early: InteractionMatrix,
  models: EvaluatedModels,
  baselines: Promise<Baselines>,
  { k, seed }: EvaluationPlan,
): Promise<HeldOutEvaluationDto> {
  const evaluated = (model: TrainedModel) =>
    evaluateRanker(modelRanker(model, early.liked), tasks, early, k, seed);
  const model = evaluated(models.model);
  const beside = (other: TrainedModel | null) => {
    if (other === null) return { evaluation: null, ahead: null };
    const found = evaluated(other);
    return { evaluation: found.evaluation, ahead: pairedDifference(model, found, seed) };
  };
  const liveParameters = beside(models.liveParameters);
  const liveVersion = beside(models.liveVersion);
  const { popularity, neighbours } = await baselines;
  return {
    model: model.evaluation,
    popularity: popularity.evaluation,
    neighbours: neighbours.evaluation,
    liveParameters: liveParameters.evaluation,
    liveVersion: liveVersion.evaluation,
    aheadOf: {
      popularity: pairedDifference(model, popularity, seed),
      neighbours: pairedDifference(model, neighbours, seed),
      liveParameters: liveParameters.ahead,
      liveVersion: liveVersion.ahead,
    },
    evaluatedUsers: tasks.length,
    ...counts,
  };
}
