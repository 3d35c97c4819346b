import { LiveModel, Metrics, ModelRegistry, Notifications } from '#common';
import type { Provider } from '@nestjs/common';
import { RecommenderDecoder } from '../model/recommender-decoder.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** Injection token of the model that is served, a `LiveModel<RecommenderModel>`. */
export const LIVE_RECOMMENDER = Symbol('LIVE_RECOMMENDER');

export function liveRecommender(): Provider {
  return {
    provide: LIVE_RECOMMENDER,
    inject: [ModelRegistry, Notifications, RecommenderDecoder, Metrics],
    useFactory: (
      registry: ModelRegistry,
      notifications: Notifications,
      { decode }: RecommenderDecoder,
      metrics: Metrics,
    ) => new LiveModel(registry, notifications, RECOMMENDER_MODEL_KIND, decode, metrics),
  };
}
