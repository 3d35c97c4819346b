import { applyIsotonic, fitIsotonic } from '#ml';
import { evaluateProbabilities } from './evaluate-probabilities.js';
import type { ProbabilityMetrics } from './evaluate-probabilities.js';

export interface TrainAndTest {
  readonly train: ProbabilityMetrics;
  readonly test: ProbabilityMetrics;
}

/** One side of the split: days since the last event, and the labels. */
export interface RecencySide {
  readonly daysSinceLastEvent: Float64Array;
  readonly labels: Uint8Array;
}

/**
 * Recency alone: users are ranked by the days since their last event; its probability is the churn rate of each number of
 * days among the training users, made non-decreasing.
 */
export function recencyBaseline(train: RecencySide, test: RecencySide): TrainAndTest {
  const rates = fitIsotonic(train.daysSinceLastEvent, train.labels);
  const evaluate = ({ daysSinceLastEvent, labels }: RecencySide) =>
    evaluateProbabilities(applyIsotonic(rates, daysSinceLastEvent), labels, daysSinceLastEvent);
  return { train: evaluate(train), test: evaluate(test) };
}

/** Everybody gets the churn rate of the training users. */
export function baseRateBaseline(train: Uint8Array, test: Uint8Array): TrainAndTest {
  const rate = train.reduce((sum, label) => sum + label, 0) / train.length;
  const evaluate = (labels: Uint8Array) =>
    evaluateProbabilities(new Float64Array(labels.length).fill(rate), labels);
  return { train: evaluate(train), test: evaluate(test) };
}
