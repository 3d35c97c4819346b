import { LiveModel } from '#common';
import type { ModelVersion } from '#common';
import type { Provider } from '@nestjs/common';
import { decodeArtefact } from './model-artefact.js';
import { RecommenderModel } from './recommender-model.js';
import { servingRule } from './serving-rule.js';
import { warmUp } from './warm-up.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** Injection token of the model that is served, a `LiveModel<RecommenderModel>`. */
export const LIVE_RECOMMENDER = Symbol('LIVE_RECOMMENDER');

/** A stored artefact made ready to answer. @throws Error when this program cannot read it */
export function decodeRecommender(artefact: Buffer, version: ModelVersion): RecommenderModel {
  const model = new RecommenderModel(decodeArtefact(artefact), servingRule(version));
  warmUp(model);
  return model;
}

export function liveRecommender(): Provider {
  return LiveModel.provider(LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND, decodeRecommender);
}
