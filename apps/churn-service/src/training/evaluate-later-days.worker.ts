import { calibrationReport } from '#ml';
import type { HorizonReportDto } from './model-report.dto.js';
import type { Draws, PredictedUsers } from '../measures/prediction-measures.js';
import type { Prediction } from '../measures/baselines.js';
import { drawMeasures, gainOver, measureIntervals, metricsOf } from '../measures/prediction-measures.js';

/** Probabilities of a model and of recency for the same users, and what happened. */
export interface LaterDaysTask extends Omit<PredictedUsers, 'ranking'> {
  readonly recency: Prediction;
  readonly draws: Draws;
}

export type EvaluatedLaterDays = Pick<HorizonReportDto, 'model' | 'recency' | 'gainOverRecency'>;

/**
 * Evaluates predictions of a later snapshot, with intervals over its users; seconds for tens of thousands, so
 * it belongs in a thread.
 */
export default function evaluateLaterDays({ recency, draws, ...users }: LaterDaysTask): EvaluatedLaterDays {
  const { probabilities, labels, weights } = users;
  const byRecency = { ...users, ...recency };
  const ofModel = drawMeasures(users, draws);
  const ofRecency = drawMeasures(byRecency, draws);
  return {
    model: {
      ...metricsOf(users),
      intervals: measureIntervals(ofModel),
      calibration: calibrationReport(probabilities, labels, draws.seed, weights),
    },
    recency: {
      ...metricsOf(byRecency),
      intervals: measureIntervals(ofRecency),
    },
    gainOverRecency: gainOver(ofModel, ofRecency),
  };
}
