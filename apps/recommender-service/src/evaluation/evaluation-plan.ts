import type { EvaluationPlan } from './held-out-evaluation.js';
import type { RecommenderSettings } from '../recommender.settings.js';

/** Length of the lists that decide. */
const K = 20;
/** How models are judged. */
export function evaluationPlan(settings: RecommenderSettings): EvaluationPlan {
  return {
    k: K,
    maxUsers: settings.RECOMMENDER_EVALUATION_USERS,
    percentileUsers: settings.RECOMMENDER_PERCENTILE_USERS,
    neighbourUsers: settings.RECOMMENDER_NEIGHBOUR_USERS,
    seed: settings.RECOMMENDER_SEED,
    neighbours: {
      shrinkage: settings.RECOMMENDER_NEIGHBOUR_SHRINKAGE,
      neighbours: settings.RECOMMENDER_NEIGHBOURS,
    },
  };
}
