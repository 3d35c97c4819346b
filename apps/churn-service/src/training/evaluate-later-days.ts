import { calibrationReport } from '#ml';
import type { Prediction } from '../model-quality/baselines.js';
import type { LaterDays, ModelOnLaterDays } from './churn-report.js';
import { drawMeasures, evaluateProbabilities, gainOver, measureIntervals } from '../model-quality/metrics.js';
import type { Draws, Gain } from '../model-quality/metrics.js';

/** Probabilities of a model and of recency for the same users, and what happened. */
interface Predictions {
  readonly probabilities: Float64Array;
  readonly recency: Prediction;
  readonly labels: Uint8Array;
}

export interface EvaluatedLaterDays {
  readonly model: ModelOnLaterDays;
  readonly recency: LaterDays;
  readonly gainOverRecency: Gain;
}

/**
 * Evaluates predictions of a later snapshot, with intervals over its users; seconds for tens of thousands, so
 * it belongs in a thread.
 */
export function evaluateLaterDays(
  { probabilities, recency, labels }: Predictions,
  draws: Draws,
): EvaluatedLaterDays {
  const { ranking } = recency;
  const ofModel = drawMeasures(probabilities, labels, draws);
  const ofRecency = drawMeasures(recency.probabilities, labels, draws, ranking);
  return {
    model: {
      ...evaluateProbabilities(probabilities, labels),
      intervals: measureIntervals(ofModel),
      calibration: calibrationReport(probabilities, labels, { seed: draws.seed }),
    },
    recency: {
      ...evaluateProbabilities(recency.probabilities, labels, { ranking }),
      intervals: measureIntervals(ofRecency),
    },
    gainOverRecency: gainOver(ofModel, ofRecency),
  };
}
