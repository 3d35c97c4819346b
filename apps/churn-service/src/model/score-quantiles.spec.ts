import { SeededRandom } from '#ml';
import { probabilitiesOf, quantilesOf } from './score-quantiles.js';

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

describe('the probabilities of a set', () => {
  it('lie in the middle between its quantiles', () => {
    const [first, second, ...rest] = probabilitiesOf({ quantiles: [0, 0.2, 0.6] });
    expect(first).toBeCloseTo(0.1, 12);
    expect(second).toBeCloseTo(0.4, 12);
    expect(rest).toEqual([]);
  });
});
