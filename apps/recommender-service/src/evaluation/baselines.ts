import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { evaluateRanker } from './model-evaluation.js';
import type { Evaluated } from './model-evaluation.js';
import { neighbourRanker, popularityRanker } from './rankers.js';
import type { RankingTask } from './ranking-tasks.js';

/** What the baselines need: nothing of a fitted model, so that they can be judged while it is being fitted. */
export interface BaselineTask {
  early: InteractionMatrix;
  tasks: RankingTask[];
  plan: EvaluationPlan;
}

export interface Baselines {
  popularity: Evaluated;
  /** On the first of the users alone. */
  neighbours: Evaluated;
}

export function evaluateBaselines({ early, tasks, plan }: BaselineTask): Baselines {
  const { k, seed } = plan;
  const some = tasks.slice(0, plan.neighbourUsers);
  return {
    popularity: evaluateRanker(popularityRanker(early.listeners), tasks, early, k, seed),
    neighbours: evaluateRanker(neighbourRanker(early, plan.neighbours), some, early, k, seed),
  };
}
