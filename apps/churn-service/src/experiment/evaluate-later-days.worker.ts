import { sigmoid } from '#ml';
import type { Draws } from '../metrics/intervals.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { evaluateLaterDays } from './evaluate-later-days.js';
import type { EvaluatedLaterDays, LaterPredictions } from './evaluate-later-days.js';

export interface LaterDaysTask {
  readonly artefact: ChurnArtefact;
  /** Users x features of the later snapshot. */
  readonly values: Float32Array;
  readonly recency: LaterPredictions['recency'];
  readonly labels: Uint8Array;
  readonly draws: Draws;
}

/** Scores a later snapshot and evaluates the scores, in a thread of its own. */
export default function evaluate({
  artefact,
  values,
  recency,
  labels,
  draws,
}: LaterDaysTask): EvaluatedLaterDays {
  const probabilities = new ChurnModel(artefact).margins(values, labels.length).map(sigmoid);
  return evaluateLaterDays({ probabilities, recency, labels }, draws);
}
