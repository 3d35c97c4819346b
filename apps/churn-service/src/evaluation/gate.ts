import type { GateDecision } from '#common';
import type { ChurnEvaluation } from './churn-report.js';

/** A version goes live only when, on the held-out users, it ranks and predicts better than both baselines. */
export function decideGate({ metrics, baselines }: ChurnEvaluation): GateDecision {
  const model = metrics.test;
  const checks = [
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
  ]);
  return {
    accepted: checks.every(({ passed }) => passed),
    reasons: checks.map(({ passed, what }) => `${passed ? 'Passed' : 'Failed'}: ${what}.`),
  };
}
