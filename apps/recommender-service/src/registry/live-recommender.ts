import { LiveModel, Metrics, ModelRegistry } from '#common';
import type { Provider } from '@nestjs/common';
import { decodeRecommender } from '../model/recommender-decoder.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** Injection token of the model that is served, a `LiveModel<RecommenderModel>`. */
export const LIVE_RECOMMENDER = Symbol('LIVE_RECOMMENDER');

export function liveRecommender(): Provider {
  return {
    provide: LIVE_RECOMMENDER,
    inject: [ModelRegistry, Metrics],
    useFactory: (registry: ModelRegistry, metrics: Metrics) =>
      new LiveModel(registry, RECOMMENDER_MODEL_KIND, decodeRecommender, metrics),
  };
}
