import type { NeighbourOptions } from '#ml';
import type { RecommenderSettings } from '../recommender.settings.js';

export interface EvaluationPlan {
  /** The length of list that decides. */
  k: number;
  maxUsers: number;
  /** Users the item-neighbour baseline is evaluated on. */
  neighbourUsers: number;
  seed: number;
  neighbours: NeighbourOptions;
}

/** Length of the lists that decide. */
const K = 20;

/** How models are evaluated. */
export function evaluationPlan(settings: RecommenderSettings): EvaluationPlan {
  return {
    k: K,
    maxUsers: settings.RECOMMENDER_EVALUATION_USERS,
    neighbourUsers: 500,
    seed: settings.RECOMMENDER_SEED,
    neighbours: { shrinkage: 100, neighbours: 100 },
  };
}
