import type { NeighbourOptions } from '#ml';
import type { RecommenderSettings } from '../recommender.settings.js';

export interface EvaluationPlan {
  /** The length of list that decides. */
  k: number;
  /** Users that are evaluated; more of them where a comparison with the live version needs more. */
  maxUsers: number;
  /** Share of its NDCG by which the live version may be better. */
  margin: number;
  /** Users the item-neighbour baseline is evaluated on. */
  neighbourUsers: number;
  seed: number;
  neighbours: NeighbourOptions;
}

/** Length of the lists that decide. */
export const K = 20;

/** How models are evaluated. */
export function evaluationPlan(settings: RecommenderSettings): EvaluationPlan {
  return {
    k: K,
    maxUsers: settings.RECOMMENDER_EVALUATION_USERS,
    margin: settings.RECOMMENDER_GATE_MARGIN,
    neighbourUsers: 500,
    seed: settings.RECOMMENDER_SEED,
    neighbours: { shrinkage: 100, neighbours: 100 },
  };
}
