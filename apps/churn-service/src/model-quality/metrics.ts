import {
  accuracy,
  brierScore,
  confusionMatrix,
  differenceOf,
  drawValues,
  intervalOf,
  liftTable,
  logLoss,
  rankOutcomes,
  rankingMeasures,
} from '#ml';
import type { ConfusionMatrix, DrawnValues, Interval, LiftPoint, RankedOutcomes } from '#ml';
import { weightedMeasures } from './weighted-measures.js';
import type { WeightedMeasures } from './weighted-measures.js';

/**
 * How well probabilities of churn (label 1) agree with what happened to one group of users: the same bundle
 * wherever something is evaluated.
 */
export interface Metrics {
  readonly users: number;
  readonly churnRate: number;
  readonly meanProbability: number;
  /** Area under the ROC curve: 0.5 is chance. Not an accuracy. NaN (null in JSON) where only one outcome occurs. */
  readonly rocAuc: number;
  /** Average precision: the churn rate is chance. NaN where no user churned. */
  readonly prAuc: number;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
}

/** What follows when everybody with at least `threshold` counts as leaving. */
interface ThresholdMetrics {
  readonly threshold: number;
  readonly accuracy: number;
  /** Share of those counted as leaving who left; null when no user is counted. */
  readonly precision: number | null;
  /** Share of those who left who were counted. */
  readonly recall: number;
  readonly f1: number;
  readonly confusion: ConfusionMatrix;
}

/** The bundle, with what follows of counting users as leaving. */
export interface ProbabilityMetrics extends Metrics {
  /** Share of users on the right side of 0.5. */
  readonly accuracy: number;
  /** Counts at 0.5; positive is churned. */
  readonly confusion: ConfusionMatrix;
  readonly atThreshold: ThresholdMetrics;
  /** Of the riskiest 5, 10 and 20 %. */
  readonly lift: readonly LiftPoint[];
}

/** 95 % intervals of measures of the test users, by a bootstrap that draws users. */
export interface MeasureIntervals {
  readonly rocAuc: Interval;
  readonly prAuc: Interval;
  readonly accuracy: Interval;
  readonly brier: Interval;
  readonly logLoss: Interval;
}

/**
 * By how much one is better than another on the same test users, on the same draws; above 0 is better in
 * every measure.
 */
export interface Gain {
  readonly rocAuc: Interval;
  readonly prAuc: Interval;
  readonly brier: Interval;
  readonly logLoss: Interval;
}

/** How a bootstrap draws. The same draws for everything that is compared. */
export interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** Measures of one set of predictions, of all test users and of each resample of them. */
export type DrawnMeasures = Readonly<Record<keyof WeightedMeasures, DrawnValues>>;

const LIFT_SHARES = [0.05, 0.1, 0.2];

/** `ranked` (default: by the probabilities) are the same users. All of one length, at least one. */
export function metricsOf(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranked: RankedOutcomes = rankOutcomes(probabilities, labels),
): Metrics {
  return {
    users: labels.length,
    churnRate: mean(labels),
    meanProbability: mean(probabilities),
    ...rankingMeasures(ranked),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
  };
}

/** Metrics of `probabilities`; `ranking` (default: the probabilities) is what is ranked by. All of one length. */
export function evaluateProbabilities(
  probabilities: Float64Array,
  labels: Uint8Array,
  { ranking = probabilities, threshold = 0.5 }: { ranking?: Float64Array; threshold?: number } = {},
): ProbabilityMetrics {
  const ranked = rankOutcomes(ranking, labels);
  return {
    ...metricsOf(probabilities, labels, ranked),
    accuracy: accuracy(probabilities, labels),
    confusion: confusionMatrix(probabilities, labels),
    atThreshold: atThreshold(probabilities, labels, threshold),
    lift: liftTable(ranked, LIFT_SHARES),
  };
}

/**
 * Draws all measures at once; `ranking` (default: the probabilities) is what is ranked by. The same users and
 * draws mean the same resamples, for every model.
 */
export function drawMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  draws: Draws,
  ranking: Float64Array = probabilities,
): DrawnMeasures {
  return drawValues<keyof WeightedMeasures>(
    labels.length,
    weightedMeasures(probabilities, labels, ranking),
    draws,
  );
}

/** 95 % intervals. */
export function measureIntervals({
  rocAuc,
  prAuc,
  accuracy,
  brier,
  logLoss,
}: DrawnMeasures): MeasureIntervals {
  return {
    rocAuc: intervalOf(rocAuc),
    prAuc: intervalOf(prAuc),
    accuracy: intervalOf(accuracy),
    brier: intervalOf(brier),
    logLoss: intervalOf(logLoss),
  };
}

/** By how much `better` beats `other`, drawn together: what both find easy or hard cancels out. */
export function gainOver(better: DrawnMeasures, other: DrawnMeasures): Gain {
  const more = (measure: 'rocAuc' | 'prAuc') => intervalOf(differenceOf(better[measure], other[measure]));
  const less = (measure: 'brier' | 'logLoss') => intervalOf(differenceOf(other[measure], better[measure]));
  return { rocAuc: more('rocAuc'), prAuc: more('prAuc'), brier: less('brier'), logLoss: less('logLoss') };
}

function atThreshold(probabilities: Float64Array, labels: Uint8Array, threshold: number): ThresholdMetrics {
  const confusion = confusionMatrix(probabilities, labels, threshold);
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const counted = truePositives + falsePositives;
  const missed = counted + falseNegatives;
  return {
    threshold,
    accuracy: (truePositives + trueNegatives) / labels.length,
    precision: counted === 0 ? null : truePositives / counted,
    recall: truePositives / Math.max(1, truePositives + falseNegatives),
    f1: missed === 0 ? 0 : (2 * truePositives) / (truePositives + missed),
    confusion,
  };
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
