import { baseRateBaseline, recencyBaseline } from './baselines.js';

describe('recencyBaseline', () => {
  it('ranks by days and predicts the churn rate of each day among the training users', () => {
    const train = {
      daysSinceLastEvent: Float64Array.of(0, 0, 0, 0, 10, 10, 10, 10),
      labels: Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 0),
    };
    const test = { daysSinceLastEvent: Float64Array.of(0, 10), labels: Uint8Array.of(0, 1) };
    const { test: metrics } = recencyBaseline(train, test);
    expect(metrics.rocAuc).toBe(1);
    expect(metrics.brier).toBeCloseTo(0.0625, 12);
    expect(metrics.logLoss).toBeCloseTo(-Math.log(0.75), 12);
  });
});

describe('baseRateBaseline', () => {
  it('gives the training rate to everybody', () => {
    const { test } = baseRateBaseline(Uint8Array.of(1, 1, 1, 0), Uint8Array.of(1, 0));
    expect(test.rocAuc).toBe(0.5);
    expect(test.brier).toBeCloseTo((0.25 ** 2 + 0.75 ** 2) / 2, 12);
    expect(test.confusion).toEqual({
      truePositives: 1,
      falsePositives: 1,
      trueNegatives: 0,
      falseNegatives: 0,
    });
  });
});
