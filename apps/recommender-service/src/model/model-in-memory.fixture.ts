import type { ModelArtefact } from './model-artefact.js';
import { modelInSteps } from './recommender-decoder.js';
import type { RecommenderModel } from './recommender-model.js';
import type { ServingRule } from './serving-rule.js';

const RULE: ServingRule = {
  objective: { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 },
  weights: {
    playWeight: 1,
    completionExponent: 1,
    downloadWeight: 2,
    likeWeight: 0,
    addWeight: 0,
    skipWeight: 0,
    halfLifeDays: 0,
    logDamping: false,
  },
  dataTo: '2017-05-12',
  freshFrom: 0,
};

/** A model as it serves: plays weigh their share, downloads 2, whatever their age. */
export function modelInMemory(artefact: ModelArtefact): RecommenderModel {
  const steps = modelInSteps(artefact, RULE);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
