import type { GateDecision } from '#common';
import type { ChurnEvaluation } from './churn-report.js';
import type { ProbabilityMetrics } from './evaluate-probabilities.js';

/** A ranking by pure chance passes with probability 0.0013. */
const STANDARD_ERRORS_ABOVE_CHANCE = 3;

/**
 * A version goes live only when, on the held-out users, it ranks and predicts better than both baselines, and ranks better
 * than luck could: a model of noise beats the base rate every other time by a hair.
 */
export function decideGate({ metrics, baselines }: ChurnEvaluation): GateDecision {
  const model = metrics.test;
  const byChance = largestAucByChance(model);
  const checks = [
    {
      passed: model.rocAuc > byChance,
      what: `test ROC AUC ${model.rocAuc.toFixed(4)} against ${byChance.toFixed(4)}, which ${model.users} users can reach by chance`,
    },
    ...[
      { baseline: 'recency alone', of: baselines.recency.test },
      { baseline: 'the base rate', of: baselines.baseRate.test },
    ].flatMap(({ baseline, of }) => [
      {
        passed: model.rocAuc > of.rocAuc,
        what: `test ROC AUC ${model.rocAuc.toFixed(4)} against ${of.rocAuc.toFixed(4)} of ${baseline}`,
      },
      {
        passed: model.logLoss < of.logLoss,
        what: `test log loss ${model.logLoss.toFixed(4)} against ${of.logLoss.toFixed(4)} of ${baseline}`,
      },
    ]),
  ];
  return {
    accepted: checks.every(({ passed }) => passed),
    reasons: checks.map(({ passed, what }) => `${passed ? 'Passed' : 'Failed'}: ${what}.`),
  };
}

/** Three standard errors above 0.5 for scores that know nothing (Mann and Whitney 1947: variance (n + 1) / (12 n1 n0)). */
function largestAucByChance({ users, churnRate }: ProbabilityMetrics): number {
  const churned = users * churnRate;
  return 0.5 + STANDARD_ERRORS_ABOVE_CHANCE * Math.sqrt((users + 1) / (12 * churned * (users - churned)));
}
