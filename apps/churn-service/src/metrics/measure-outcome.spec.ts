import { measureOutcome } from './measure-outcome.js';

describe('measureOutcome', () => {
  it('compares probabilities with what happened, beside recency on the same users', () => {
    const outcome = measureOutcome(
      Float64Array.of(0.9, 0.6, 0.4, 0.1),
      Uint8Array.of(1, 0, 1, 0),
      Float64Array.of(9, 1, 8, 2),
    );
    expect(outcome).toMatchObject({
      users: 4,
      churnRate: 0.5,
      meanProbability: 0.5,
      rocAuc: 0.75,
      recencyRocAuc: 1,
    });
    expect(outcome.prAuc).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(outcome.brier).toBeCloseTo((0.01 + 0.36 + 0.36 + 0.01) / 4, 12);
    expect(outcome.logLoss).toBeCloseTo(-(2 * Math.log(0.9) + 2 * Math.log(0.4)) / 4, 12);
  });

  it('has no ranking measures when all did the same', () => {
    const outcome = measureOutcome(Float64Array.of(0.9, 0.6), Uint8Array.of(0, 0), Float64Array.of(9, 1));
    expect(outcome).toMatchObject({ churnRate: 0, rocAuc: null, prAuc: null, recencyRocAuc: null });
    expect(outcome.brier).toBeCloseTo((0.81 + 0.36) / 2, 12);
  });
});
