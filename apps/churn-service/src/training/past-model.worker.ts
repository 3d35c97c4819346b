import { sigmoid } from '#ml';
import type { Prediction } from '../model-quality/baselines.js';
import type { Draws } from '../model-quality/metrics.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { evaluateLaterDays } from './evaluate-later-days.js';
import type { EvaluatedLaterDays } from './evaluate-later-days.js';

/** A later snapshot to predict, and to evaluate where recency's predictions and labels are given. */
export interface LaterDaysTask {
  readonly artefact: ChurnArtefact;
  /** Users x features of the later snapshot. */
  readonly values: Float64Array;
  readonly evaluate: {
    readonly recency: Prediction;
    readonly labels: Uint8Array;
    readonly draws: Draws;
  } | null;
}

/** Runs in a thread of its own. */
export default function predict({
  artefact,
  values,
  evaluate,
}: LaterDaysTask): Float64Array | EvaluatedLaterDays {
  const model = new ChurnModel(artefact);
  const rows = values.length / model.catalogue.features.length;
  const features = Float32Array.from(values);
  const probabilities = model.margins(features, rows).map(sigmoid);
  if (evaluate === null) return probabilities;
  const { recency, labels, draws } = evaluate;
  return evaluateLaterDays({ probabilities, recency, labels }, draws);
}
