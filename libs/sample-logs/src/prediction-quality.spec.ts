import { predictionQuality } from './prediction-quality.js';

describe('predictionQuality', () => {
  it('follows a worked example with a tie', () => {
    const q = predictionQuality(Float64Array.of(0.9, 0.5, 0.5, 0.2), Uint8Array.of(1, 1, 0, 0));
    // pairs (churned, stayed): 0.9 beats both, 0.5 ties one and beats one: 3.5 of 4
    expect(q.auc).toBeCloseTo(0.875, 12);
    expect(q.brier).toBeCloseTo((0.01 + 0.25 + 0.25 + 0.04) / 4, 12);
    expect(q.logLoss).toBeCloseTo(-(Math.log(0.9) + 2 * Math.log(0.5) + Math.log(0.8)) / 4, 12);
    expect(q.churnRate).toBe(0.5);
    expect(q.population).toBe(4);
  });
});
