import { LiveModel } from '#common';
import type { ModelVersion } from '#common';
import type { Provider } from '@nestjs/common';
import { decodeArtefact } from './model-artefact.js';
import { RecommenderModel } from './recommender-model.js';
import { servingRule } from './serving-rule.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** Injection token of the model that is served, a `LiveModel<RecommenderModel>`. */
export const LIVE_RECOMMENDER = Symbol('LIVE_RECOMMENDER');

/** A stored artefact made ready to answer. @throws Error when this program cannot read it */
export function decodeRecommender(artefact: Buffer, version: ModelVersion): RecommenderModel {
  return new RecommenderModel(decodeArtefact(artefact), servingRule(version));
}

export function liveRecommender(): Provider {
  return LiveModel.provider(LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND, decodeRecommender);
}
