import { ones } from '#ml';
import { evaluateBaselines, recencyRule } from './baselines.js';
import type { BaselineSide } from './baselines.js';

const side = (daysSinceLastEvent: number[], labels: number[]): BaselineSide => ({
  daysSinceLastEvent: Float64Array.from(daysSinceLastEvent),
  labels: Uint8Array.from(labels),
  weights: ones(labels.length),
});
const TRAIN = side([0, 0, 0, 0, 10, 10, 10, 10], [0, 0, 0, 1, 1, 1, 1, 0]);
const TEST = side([0, 10], [0, 1]);

describe('evaluateBaselines', () => {
  const { recency } = evaluateBaselines(TRAIN, TEST);

  it('ranks by days and predicts the churn rate of each day among the training users, drawn towards the mean', () => {
    // Of four users one left; two more at the mean of 0.5: 2 of 6.
    expect(recencyRule(TRAIN)(TEST).probabilities).toEqual(Float64Array.of(2 / 6, 4 / 6));
    expect(recency.test.rocAuc).toBe(1);
    expect(recency.test.brier).toBeCloseTo(1 / 9, 12);
    expect(recency.test.logLoss).toBeCloseTo(-Math.log(2 / 3), 12);
  });

  it('pays no endless price for a day of which all training users left and one test user stayed', () => {
    const allLeft = recencyRule(side([0, 0, 10], [0, 0, 1]));
    expect(allLeft(side([10], [0])).probabilities[0]).toBeCloseTo((1 + 2 / 3) / 3, 12);
  });
});
