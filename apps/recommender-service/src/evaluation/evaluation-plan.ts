import type { NeighbourOptions } from '#ml';
import type { RecommenderSettings } from '../recommender.settings.js';

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

/** Length of the lists that decide. */
const K = 20;

/** How models are evaluated. */
export function evaluationPlan(settings: RecommenderSettings): EvaluationPlan {
  return {
    k: K,
    maxUsers: settings.RECOMMENDER_EVALUATION_USERS,
    percentileUsers: 300,
    neighbourUsers: 500,
    seed: settings.RECOMMENDER_SEED,
    neighbours: { shrinkage: 100, neighbours: 100 },
  };
}
