import { averagePrecision, brierScore, logLoss, rocAuc } from '#ml';

/** How well stored probabilities agree with what happened. Measures that need both classes are null without. */
export interface Outcome {
  /** Users compared: those scored, without those excluded since. */
  readonly users: number;
  readonly churnRate: number;
  readonly meanProbability: number;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
  /** Of the rule that ranks the same users by days since the last event. */
  readonly recencyRocAuc: number | null;
}

/** One row a user, `labels` 1 for churned; all of one length, at least one. */
export function measureOutcome(
  probabilities: Float64Array,
  labels: Uint8Array,
  daysSinceLastEvent: Float64Array,
): Outcome {
  return {
    users: labels.length,
    churnRate: mean(labels),
    meanProbability: mean(probabilities),
    rocAuc: orNull(rocAuc(probabilities, labels)),
    prAuc: orNull(averagePrecision(probabilities, labels)),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    recencyRocAuc: orNull(rocAuc(daysSinceLastEvent, labels)),
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
