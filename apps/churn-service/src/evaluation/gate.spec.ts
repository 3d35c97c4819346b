import type { ChurnEvaluation } from './churn-report.js';
import type { ProbabilityMetrics } from './evaluate-probabilities.js';
import { decideGate } from './gate.js';

const metrics = (rocAuc: number, logLoss: number, users = 1000): ProbabilityMetrics => ({
  users,
  churnRate: 0.62,
  rocAuc,
  accuracy: 0.8,
  brier: 0.13,
  logLoss,
  confusion: { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 },
});

const decide = (model: ProbabilityMetrics, recency = metrics(0.87, 0.42)) => {
  const both = (of: ProbabilityMetrics) => ({ train: of, test: of });
  return decideGate({
    metrics: both(model),
    baselines: { recency: both(recency), baseRate: both(metrics(0.5, 0.664)) },
  } as ChurnEvaluation);
};

describe('decideGate', () => {
  it('lets a better model pass and says what was compared', () => {
    expect(decide(metrics(0.9, 0.38))).toEqual({
      accepted: true,
      reasons: [
        'Passed: test ROC AUC 0.9000 against 0.5564, which 1000 users can reach by chance.',
        'Passed: test ROC AUC 0.9000 against 0.8700 of recency alone.',
        'Passed: test log loss 0.3800 against 0.4200 of recency alone.',
        'Passed: test ROC AUC 0.9000 against 0.5000 of the base rate.',
        'Passed: test log loss 0.3800 against 0.6640 of the base rate.',
      ],
    });
  });

  it.each([
    ['ranks worse than recency', metrics(0.86, 0.38)],
    ['ranks just as well', metrics(0.87, 0.38)],
    ['predicts worse', metrics(0.9, 0.43)],
    ['knows nothing', metrics(NaN, NaN)],
  ])('refuses a model that %s', (_, model) => {
    expect(decide(model).accepted).toBe(false);
  });

  it('refuses luck: a hair better than baselines that know nothing either', () => {
    expect(decide(metrics(0.52, 0.6635), metrics(0.49, 0.67)).accepted).toBe(false);
  });
});
