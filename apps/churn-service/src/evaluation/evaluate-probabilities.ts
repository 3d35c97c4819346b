import { accuracy, brierScore, confusionMatrix, logLoss, rocAuc } from '#ml';
import type { ConfusionMatrix } from '#ml';

/** How well probabilities of churn (label 1) agree with what happened to one group of users. */
export interface ProbabilityMetrics {
  readonly users: number;
  readonly churnRate: number;
  /** Area under the ROC curve: 0.5 is chance. Not an accuracy. */
  readonly rocAuc: number;
  /** Share of users on the right side of 0.5. */
  readonly accuracy: number;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
  /** Counts at 0.5; positive is churned. */
  readonly confusion: ConfusionMatrix;
}

/** Metrics of `probabilities`; `ranking` (default: the probabilities) is what the ROC AUC ranks by. All of one length. */
export function evaluateProbabilities(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranking: Float64Array = probabilities,
): ProbabilityMetrics {
  return {
    users: labels.length,
    churnRate: labels.reduce((sum, label) => sum + label, 0) / labels.length,
    rocAuc: rocAuc(ranking, labels),
    accuracy: accuracy(probabilities, labels),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    confusion: confusionMatrix(probabilities, labels),
  };
}
