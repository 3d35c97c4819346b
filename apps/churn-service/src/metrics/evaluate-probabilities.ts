import { accuracy, averagePrecision, brierScore, confusionMatrix, liftTable, logLoss, rocAuc } from '#ml';
import type { ConfusionMatrix, LiftPoint } from '#ml';

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

/** How well probabilities of churn (label 1) agree with what happened to one group of users. */
export interface ProbabilityMetrics {
  readonly users: number;
  readonly churnRate: number;
  /** Area under the ROC curve: 0.5 is chance. Not an accuracy. */
  readonly rocAuc: number;
  /** Average precision: the churn rate is chance. */
  readonly prAuc: number;
  /** Share of users on the right side of 0.5. */
  readonly accuracy: number;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
  /** Counts at 0.5; positive is churned. */
  readonly confusion: ConfusionMatrix;
  readonly atThreshold: ThresholdMetrics;
  /** Of the riskiest 5, 10 and 20 %. */
  readonly lift: readonly LiftPoint[];
}

const LIFT_SHARES = [0.05, 0.1, 0.2];

/** Metrics of `probabilities`; `ranking` (default: the probabilities) is what is ranked by. All of one length. */
export function evaluateProbabilities(
  probabilities: Float64Array,
  labels: Uint8Array,
  { ranking = probabilities, threshold = 0.5 }: { ranking?: Float64Array; threshold?: number } = {},
): ProbabilityMetrics {
  return {
    users: labels.length,
    churnRate: labels.reduce((sum, label) => sum + label, 0) / labels.length,
    rocAuc: rocAuc(ranking, labels),
    prAuc: averagePrecision(ranking, labels),
    accuracy: accuracy(probabilities, labels),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
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
