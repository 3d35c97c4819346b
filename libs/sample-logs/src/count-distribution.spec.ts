import { CountDistribution, normalCdf } from './count-distribution.js';
import { KeyedRandom } from './keyed-random.js';

describe('CountDistribution', () => {
  it('is a distribution whose draws have its frequencies', () => {
    const counts = new CountDistribution({ chance: 0.6, median: 3, sigma: 0.9, cap: 40 });
    expect(counts.probability.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(counts.probability[0]).toBeCloseTo(0.4, 12);
    const random = new KeyedRandom(5).at(0, 0, 0);
    const seen = new Float64Array(41);
    const draws = 100_000;
    let sum = 0;
    for (let i = 0; i < draws; i++) {
      const k = counts.draw(random);
      seen[k]! += 1;
      sum += k;
    }
    for (let k = 0; k <= 10; k++) {
      const p = counts.probability[k]!;
      expect(Math.abs(seen[k]! / draws - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / draws));
    }
    const mean = counts.probability.reduce((all, chance, count) => all + chance * count, 0);
    expect(Math.abs(sum / draws / mean - 1)).toBeLessThan(0.03);
  });

  it('never draws anything when the chance is nought', () => {
    const never = new CountDistribution({ chance: 0, median: 1, sigma: 1, cap: 5 });
    const random = new KeyedRandom(1).at(0, 0, 0);
    for (let i = 0; i < 1000; i++) expect(never.draw(random)).toBe(0);
  });

  it('knows the published values of the normal distribution', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 6);
    expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-1.281552)).toBeCloseTo(0.1, 6);
  });
});
