import { applyIsotonic, fitIsotonic, rankOutcomes } from '#ml';
import type { BaselinesDto } from './metrics.dto.js';
import { metricsOf } from './metrics.js';

/** One side of the split: what baselines know of each user, and the labels. */
export interface BaselineSide {
  readonly daysSinceLastEvent: Float64Array;
  readonly labels: Uint8Array;
}

/** Probabilities of one side, and what ranks its users (the probabilities, unless something finer does). */
export interface Prediction {
  readonly probabilities: Float64Array;
  readonly ranking: Float64Array;
}

type Predict = (side: BaselineSide) => Prediction;

/**
 * Users at the mean churn rate that are added to each number of days: a day of which all left promises no
 * certainty.
 */
const RECENCY_PRIOR = 2;

/**
 * Recency alone: users are ranked by the days since their last event; its probability is the churn rate of
 * each number of days among the training users, smoothed and made non-decreasing.
 */
export function recencyRule({ daysSinceLastEvent, labels }: BaselineSide): Predict {
  const rates = fitIsotonic(daysSinceLastEvent, labels, { priorRows: RECENCY_PRIOR });
  return (side) => ({
    probabilities: applyIsotonic(rates, side.daysSinceLastEvent),
    ranking: side.daysSinceLastEvent,
  });
}

/** @param train what they learn from */
export function evaluateBaselines(train: BaselineSide, test: BaselineSide): BaselinesDto {
  const predict = recencyRule(train);
  const evaluate = (side: BaselineSide) => {
    const { probabilities, ranking } = predict(side);
    return metricsOf(probabilities, side.labels, rankOutcomes(ranking, side.labels));
  };
  return { recency: { train: evaluate(train), test: evaluate(test) } };
}
