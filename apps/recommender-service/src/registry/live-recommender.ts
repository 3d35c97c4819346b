import { LiveModel, Metrics, ModelRegistry } from '#common';
import type { Provider } from '@nestjs/common';
import { RecommenderDecoder } from '../model/recommender-decoder.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** Injection token of the model that is served, a `LiveModel<RecommenderModel>`. */
export const LIVE_RECOMMENDER = Symbol('LIVE_RECOMMENDER');

export function liveRecommender(): Provider {
  return {
    provide: LIVE_RECOMMENDER,
    inject: [ModelRegistry, RecommenderDecoder, Metrics],
    useFactory: (registry: ModelRegistry, { decode }: RecommenderDecoder, metrics: Metrics) =>
      new LiveModel(registry, RECOMMENDER_MODEL_KIND, decode, metrics),
  };
}
