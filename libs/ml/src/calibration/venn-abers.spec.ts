import fc from 'fast-check';
import { sigmoid } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { applyIsotonic, fitIsotonic } from './isotonic.js';
import { fitVennAbers, vennAbersInterval, widestBounds } from './venn-abers.js';

/** By its definition: two isotonic fits for every score that is asked for. */
function byDefinition(scores: number[], labels: number[], at: number): [number, number] {
  const fit = (label: number) => applyIsotonic(fitIsotonic([...scores, at], [...labels, label]), [at])[0]!;
  return [fit(0), fit(1)];
}

describe('Venn-Abers', () => {
  it('gives the two isotonic fits of a worked example', () => {
    const fit = fitVennAbers([1, 2, 3, 4], [0, 1, 0, 1]);
    expect(vennAbersInterval(fit, 2.5)).toEqual({ low: 1 / 3, high: 2 / 3 });
    expect(vennAbersInterval(fit, 0)).toEqual({ low: 0, high: 0.5 });
    expect(vennAbersInterval(fit, 9)).toEqual({ low: 0.5, high: 1 });
    expect(() => fitVennAbers([], [])).toThrow(RangeError);
    expect(() => fitVennAbers([1], [0, 1])).toThrow(RangeError);
  });

  it('is what its definition says, at scores of the fit, between and beyond them', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -4, max: 8 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(points, (drawn) => {
        const scores = drawn.map(([score]) => score);
        const labels = drawn.map(([, label]) => label);
        const fit = fitVennAbers(scores, labels);
        for (let at = -5; at <= 9; at += 0.5) {
          const [low, high] = byDefinition(scores, labels, at);
          const interval = vennAbersInterval(fit, at);
          expect(interval.low).toBeCloseTo(low, 12);
          expect(interval.high).toBeCloseTo(high, 12);
        }
      }),
    );
  });

  it('is narrow among many users and wide among few, and lies about the truth', () => {
    const [few, many] = [200, 5000].map((rows) => {
      const random = new SeededRandom(3);
      const scores = Float64Array.from({ length: rows }, () => 1.5 * random.normal());
      const fit = fitVennAbers(
        scores,
        scores.map((score) => (random.next() < sigmoid(score) ? 1 : 0)),
      );
      const intervals = Array.from(scores, (score) => ({
        ...vennAbersInterval(fit, score),
        truth: sigmoid(score),
      }));
      const mean = (of: (one: (typeof intervals)[number]) => number) =>
        intervals.reduce((sum, one) => sum + of(one), 0) / rows;
      return {
        width: mean(({ low, high }) => high - low),
        beyond: mean(({ low, high, truth }) => Math.max(0, low - truth, truth - high)),
      };
    });
    expect(few!.width).toBeGreaterThan(0.03);
    expect(few!.width).toBeLessThan(0.3);
    expect(many!.width).toBeLessThan(few!.width / 2);
    expect(many!.beyond).toBeLessThan(0.03);
  });

  it('has few steps, however many users it comes from', () => {
    const random = new SeededRandom(5);
    const scores = Float64Array.from({ length: 20_000 }, () => random.normal());
    const labels = scores.map((score) => (random.next() < sigmoid(score) ? 1 : 0));
    expect(fitVennAbers(scores, labels).from.length).toBeLessThan(8_000);
  });
});

describe('widestBounds', () => {
  it('has at every score the lowest and the highest bound of all fits', () => {
    const random = new SeededRandom(8);
    const fits = [30, 80, 1].map((rows) => {
      const scores = Float64Array.from({ length: rows }, () => random.normal());
      return fitVennAbers(
        scores,
        scores.map((score) => (random.next() < sigmoid(score) ? 1 : 0)),
      );
    });
    const widest = widestBounds(fits);
    const asked = [
      ...fits.flatMap(({ from }) => [...from]),
      ...Array.from({ length: 500 }, () => random.normal()),
    ];
    for (const score of asked) {
      const own = fits.map((fit) => vennAbersInterval(fit, score));
      expect(vennAbersInterval(widest, score)).toEqual({
        low: Math.min(...own.map(({ low }) => low)),
        high: Math.max(...own.map(({ high }) => high)),
      });
    }
    expect(widestBounds(fits.slice(0, 1))).toEqual(fits[0]);
  });
});
