import { bootstrapInterval } from './bootstrap.js';
import { nonInferiority } from './non-inferiority.js';
import { SeededRandom } from '../random/seeded-random.js';

const interval = (low: number, high: number) => ({ value: (low + high) / 2, low, high, standardError: 0 });

describe('nonInferiority', () => {
  it('is shown above the margin, refuted below it and open across it', () => {
    expect(nonInferiority(interval(-0.004, 0.01), 0.005)).toBe('shown');
    expect(nonInferiority(interval(0.001, 0.01), 0)).toBe('shown');
    expect(nonInferiority(interval(-0.02, -0.005), 0.005)).toBe('refuted');
    expect(nonInferiority(interval(-0.02, 0.02), 0.005)).toBe('open');
    expect(nonInferiority(interval(NaN, NaN), 0.005)).toBe('open');
  });

  it('needs rows: equal models are as good as each other only when many say so', () => {
    const verdictOf = (rows: number) => {
      const random = new SeededRandom(4);
      const gains = Float64Array.from({ length: rows }, () => 0.1 * random.normal());
      const gain = bootstrapInterval(rows, (weights) =>
        gains.reduce((sum, one, i) => sum + (one * weights[i]!) / rows, 0),
      );
      return nonInferiority(gain, 0.01);
    };
    expect(verdictOf(100)).toBe('open');
    expect(verdictOf(4_000)).toBe('shown');
  });
});
