import { SeededRandom } from '#ml';
import { percentileOf, quantilesOf } from './score-set.js';

describe('percentileOf', () => {
  const thousand = Array.from({ length: 1001 }, (_, i) => Math.max(1, i) / 1000);

  it('is the percentage of the population with a lower probability', () => {
    expect(percentileOf(0.001, thousand)).toBe(0);
    expect(percentileOf(0.5, thousand)).toBe(49.9);
    expect(percentileOf(1, thousand)).toBe(99.9);
    expect(percentileOf(0.0001, thousand)).toBe(0);
    expect(percentileOf(2, thousand)).toBe(100);
  });

  it('puts equal users below nobody', () => {
    expect(percentileOf(0.3, new Array<number>(1001).fill(0.3))).toBe(0);
  });

  it('is unknown where nobody has been scored', () => {
    expect(percentileOf(0.3, null)).toBeNull();
    expect(percentileOf(0.3, [])).toBeNull();
  });
});

describe('quantilesOf', () => {
  it.each([1, 7, 1_000, 1_234])('takes the smallest that a share of %d users does not exceed', (users) => {
    const random = new SeededRandom(users);
    const probabilities = Float32Array.from({ length: users }, () => random.int(50) / 50);
    // Where each value is last, counted from 1.
    const places = new Map([...probabilities].sort((a, b) => a - b).map((value, at) => [value, at + 1]));
    const quantiles = quantilesOf(probabilities);
    expect(quantiles).toHaveLength(1001);
    quantiles.forEach((quantile, i) => {
      const enough = [...places].find(([, place]) => 1000 * place >= i * users);
      expect(quantile).toBe(enough![0]);
    });
  });

  it('has none of nobody', () => {
    expect(quantilesOf(new Float32Array(0))).toEqual([]);
  });
});
