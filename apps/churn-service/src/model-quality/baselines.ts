import { applyIsotonic, fitIsotonic } from '#ml';
import type { BgNbdParameters } from '#ml';
import { fitSilence, silenceOf } from '../model/silence.js';
import { bestF1Threshold } from './best-threshold.js';
import { evaluateProbabilities } from './metrics.js';
import type { ProbabilityMetrics } from './metrics.js';

export interface TrainAndTest {
  readonly train: ProbabilityMetrics;
  readonly test: ProbabilityMetrics;
}

/** What a model must be better than. */
export interface Baselines {
  readonly recency: TrainAndTest;
  readonly baseRate: TrainAndTest;
  /** BG/NBD on active days; null where it cannot be fitted. */
  readonly bgNbd: (TrainAndTest & { readonly parameters: BgNbdParameters }) | null;
}

/** One side of the split: what baselines know of each user, and the labels. */
export interface BaselineSide {
  readonly daysSinceLastEvent: Float64Array;
  /** Days of the feature window with an event. */
  readonly activeDays: Float64Array;
  readonly labels: Uint8Array;
}

/** Sides to learn from, to choose the threshold on, and to evaluate on. */
export interface BaselineSides {
  readonly train: BaselineSide;
  readonly validation: BaselineSide;
  readonly test: BaselineSide;
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

/** Everybody gets the churn rate of the training users. */
export function baseRateRule({ labels }: BaselineSide): Predict {
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return (side) => {
    const probabilities = new Float64Array(side.labels.length).fill(rate);
    return { probabilities, ranking: probabilities };
  };
}

/** BG/NBD on active days: the probability of no active day in the label window. Null when no user came. */
export function bgNbdRule(
  train: BaselineSide,
  windows: { featureDays: number; labelDays: number },
): { predict: Predict; parameters: BgNbdParameters } | null {
  const silence = fitSilence(train, windows);
  if (silence === null) return null;
  const predict: Predict = ({ activeDays, daysSinceLastEvent }) => {
    const probabilities = activeDays.map((days, row) => silenceOf(silence, days, daysSinceLastEvent[row]!));
    return { probabilities, ranking: probabilities };
  };
  return { predict, parameters: silence.parameters };
}

/** Evaluates all three. */
export function evaluateBaselines(
  sides: BaselineSides,
  windows: { featureDays: number; labelDays: number },
): Baselines {
  const bgNbd = bgNbdRule(sides.train, windows);
  return {
    recency: measure(recencyRule(sides.train), sides),
    baseRate: measure(baseRateRule(sides.train), sides),
    bgNbd: bgNbd === null ? null : { ...measure(bgNbd.predict, sides), parameters: bgNbd.parameters },
  };
}

function measure(predict: Predict, { train, validation, test }: BaselineSides): TrainAndTest {
  const threshold = bestF1Threshold(predict(validation).probabilities, validation.labels);
  const evaluate = (side: BaselineSide) => {
    const { probabilities, ranking } = predict(side);
    return evaluateProbabilities(probabilities, side.labels, { ranking, threshold });
  };
  return { train: evaluate(train), test: evaluate(test) };
}
