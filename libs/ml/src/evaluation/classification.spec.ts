import { brierScore, logLoss } from './classification.js';

const probabilities = Float64Array.of(0.9, 0.6, 0.5, 0.2);
const labels = Uint8Array.of(1, 0, 1, 0);

describe('classification metrics', () => {
  it('solve a worked example', () => {
    expect(brierScore(probabilities, labels)).toBeCloseTo((0.01 + 0.36 + 0.25 + 0.04) / 4, 12);
    expect(logLoss(probabilities, labels)).toBeCloseTo(-Math.log(0.9 * 0.4 * 0.5 * 0.8) / 4, 12);
  });

  it('of the base rate are the entropy and the variance of the labels', () => {
    const many = Uint8Array.from({ length: 100 }, (_, i) => (i < 62 ? 1 : 0));
    const rate = new Float64Array(100).fill(0.62);
    expect(brierScore(rate, many)).toBeCloseTo(0.62 * 0.38, 12);
    expect(logLoss(rate, many)).toBeCloseTo(-0.62 * Math.log(0.62) - 0.38 * Math.log(0.38), 12);
  });

  it('keep a certain mistake finite and refuse lengths that differ', () => {
    expect(logLoss(Float64Array.of(0), Uint8Array.of(1))).toBeCloseTo(-Math.log(1e-15), 6);
    expect(() => brierScore(probabilities, Uint8Array.of(1))).toThrow(RangeError);
  });
});
