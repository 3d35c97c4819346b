import { accuracy, averagePrecision, brierScore, confusionMatrix, liftTable, logLoss, rocAuc } from '#ml';
import type { ConfusionMatrix, LiftPoint } from '#ml';

/** How well probabilities of churn (label 1) agree with what happened to one group of users: the same bundle wherever something is evaluated. */
export interface Metrics {
  readonly users: number;
  readonly churnRate: number;
  readonly meanProbability: number;
  /** Area under the ROC curve: 0.5 is chance. Not an accuracy. NaN (null in JSON) where only one outcome occurs. */
  readonly rocAuc: number;
  /** Average precision: the churn rate is chance. NaN where nobody churned. */
  readonly prAuc: number;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
}

/** What follows when everybody with at least `threshold` counts as leaving. */
interface ThresholdMetrics {
  readonly threshold: number;
  readonly accuracy: number;
  /** Share of those counted as leaving who left; null when nobody is counted. */
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

const LIFT_SHARES = [0.05, 0.1, 0.2];

/** `ranking` (default: the probabilities) is what is ranked by. All of one length, at least one. */
export function metricsOf(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranking: Float64Array = probabilities,
): Metrics {
  return {
    users: labels.length,
    churnRate: mean(labels),
    meanProbability: mean(probabilities),
    rocAuc: rocAuc(ranking, labels),
    prAuc: averagePrecision(ranking, labels),
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
  return {
    ...metricsOf(probabilities, labels, ranking),
    accuracy: accuracy(probabilities, labels),
    confusion: confusionMatrix(probabilities, labels),
    atThreshold: atThreshold(probabilities, labels, threshold),
    lift: liftTable(ranking, labels, LIFT_SHARES),
  };
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
