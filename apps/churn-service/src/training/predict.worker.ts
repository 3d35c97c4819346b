import { sigmoid } from '#ml';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';

/** A model and the users of a snapshot. */
export interface PredictTask {
  readonly artefact: ChurnArtefact;
  readonly which: 'served' | 'evaluated';
  /** Users x features. */
  readonly values: Float64Array;
}

/** Probabilities, one a user. Runs in a thread of its own. */
export default function predict({ artefact, which, values }: PredictTask): Float64Array {
  const model = new ChurnModel(artefact, which);
  const rows = values.length / model.catalogue.features.length;
  return model.margins(Float32Array.from(values), rows).map(sigmoid);
}
