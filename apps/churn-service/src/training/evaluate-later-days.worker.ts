import { calibrationReport, rankOutcomes } from '#ml';
import type { LaterDaysDto, ModelOnLaterDaysDto } from './model-report.dto.js';
import type { GainDto } from '../model-quality/metrics.dto.js';
import type { Draws } from '../model-quality/metrics.js';
import type { Prediction } from '../model-quality/baselines.js';
import { drawMeasures, gainOver, measureIntervals, metricsOf } from '../model-quality/metrics.js';

/** Probabilities of a model and of recency for the same users, and what happened. */
export interface LaterDaysTask {
  readonly probabilities: Float64Array;
  readonly recency: Prediction;
  readonly labels: Uint8Array;
  readonly draws: Draws;
}

export interface EvaluatedLaterDays {
  readonly model: ModelOnLaterDaysDto;
  readonly recency: LaterDaysDto;
  readonly gainOverRecency: GainDto;
}

/**
 * Evaluates predictions of a later snapshot, with intervals over its users; seconds for tens of thousands, so
 * it belongs in a thread.
 */
export default function evaluateLaterDays({
  probabilities,
  recency,
  labels,
  draws,
}: LaterDaysTask): EvaluatedLaterDays {
  const { ranking } = recency;
  const ofModel = drawMeasures(probabilities, labels, draws);
  const ofRecency = drawMeasures(recency.probabilities, labels, draws, ranking);
  return {
    model: {
      ...metricsOf(probabilities, labels),
      intervals: measureIntervals(ofModel),
      calibration: calibrationReport(probabilities, labels, draws.seed),
    },
    recency: {
      ...metricsOf(recency.probabilities, labels, rankOutcomes(ranking, labels)),
      intervals: measureIntervals(ofRecency),
    },
    gainOverRecency: gainOver(ofModel, ofRecency),
  };
}
