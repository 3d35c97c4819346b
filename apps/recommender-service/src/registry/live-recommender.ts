import { LiveModel, Metrics, ModelRegistry } from '#common';
import { Injectable } from '@nestjs/common';
import { decodeRecommender } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** The model that is served. */
@Injectable()
export class LiveRecommender extends LiveModel<RecommenderModel> {
  constructor(registry: ModelRegistry, metrics: Metrics) {
    super(registry, RECOMMENDER_MODEL_KIND, decodeRecommender, metrics);
  }

  /** Has something read as soon as a version is served; where that fails, the first request reads it. */
  readAhead(read: (model: RecommenderModel) => Promise<unknown>): void {
    this.onServed(() => {
      const live = this.current();
      if (live !== null) read(live.model).catch(() => undefined);
    });
  }
}
