import { z95 } from './interval.js';
import { SeededRandom } from '../random/seeded-random.js';
import { brierScore, logLoss } from './classification.js';
import { expectedQuality } from './expected-quality.js';
import { rocAuc } from './roc.js';

const DRAWS = 2_000;

function probabilities(random: SeededRandom, rows: number, digits: number): Float64Array {
  // Few digits make ties.
  return Float64Array.from({ length: rows }, () => Number((random.next() ** 2).toFixed(digits)));
}

/** Mean and deviation of a measure over outcomes drawn from the probabilities. */
function simulated(
  p: Float64Array,
  random: SeededRandom,
  measure: (p: Float64Array, labels: Uint8Array) => number,
): { mean: number; deviation: number } {
  const values: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const value = measure(
      p,
      Uint8Array.from(p, (own) => (random.next() < own ? 1 : 0)),
    );
    if (!Number.isNaN(value)) values.push(value);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}

describe('expectedQuality', () => {
  it.each([
    [1, 2],
    [2, 1],
    [3, 12],
  ])('is what outcomes drawn from the probabilities show, in mean and spread (seed %d)', (seed, digits) => {
    const random = new SeededRandom(seed);
    const p = probabilities(random, 250, digits);
    const expected = expectedQuality(p);
    for (const [measure, of] of [
      ['rocAuc', rocAuc],
      ['brier', brierScore],
      ['logLoss', logLoss],
    ] as const) {
      const { mean, deviation } = simulated(p, random, of);
      const { value, low, high, standardError } = expected[measure];
      // Five standard errors of the mean, and of the deviation; the AUC is a ratio, so its mean is not that
      // of the parts.
      expect(Math.abs(value - mean)).toBeLessThan((5 * deviation) / Math.sqrt(DRAWS) + 0.001);
      expect(standardError / deviation).toBeGreaterThan(0.92);
      expect(standardError / deviation).toBeLessThan(1.08);
      expect(high - low).toBeCloseTo(2 * z95(1) * standardError, 9);
    }
  });

  it('is the same for quantiles of the probabilities, each standing for many users', () => {
    const p = probabilities(new SeededRandom(4), 50_000, 12);
    const sorted = Float64Array.from(p).sort();
    const middles = Float64Array.from({ length: 100 }, (_, k) => sorted[k * 500 + 250]!);
    const [whole, short] = [expectedQuality(p), expectedQuality(middles, p.length)];
    for (const measure of ['rocAuc', 'brier', 'logLoss'] as const) {
      expect(Math.abs(short[measure].value - whole[measure].value)).toBeLessThan(0.001);
      expect(short[measure].standardError / whole[measure].standardError).toBeCloseTo(1, 1);
    }
  });

  it('of one probability for everybody is chance, and of certainty without error', () => {
    expect(expectedQuality(new Float64Array(100).fill(0.3)).rocAuc.value).toBeCloseTo(0.5, 12);
    const sure = expectedQuality([0, 0, 1, 1]);
    expect(sure.rocAuc).toMatchObject({ value: 1, standardError: 0 });
    expect(sure.brier.value).toBe(0);
    expect(sure.logLoss.value).toBeLessThan(1e-12);
    expect(expectedQuality([0, 0]).rocAuc.value).toBeNaN();
  });
});
