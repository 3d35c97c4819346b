import fc from 'fast-check';
import { applyIsotonic, fitIsotonic } from './isotonic.js';

describe('fitIsotonic', () => {
  it('pools the violators of a worked example', () => {
    const fit = fitIsotonic([1, 2, 3, 4, 5], [1, 3, 2, 4, 3.5]);
    expect([...applyIsotonic(fit, [1, 2, 3, 4, 5])]).toEqual([1, 2.5, 2.5, 3.75, 3.75]);
  });

  it('counts equal points as one and interpolates between knots, flat outside', () => {
    const fit = fitIsotonic([0, 0, 10], [0, 1, 1]);
    expect([...applyIsotonic(fit, [-5, 0, 5, 10, 99])]).toEqual([0.5, 0.5, 0.75, 1, 1]);
  });

  it('never falls, keeps the mean, and fits no worse than a constant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 }),
        (points) => {
          const x = points.map(([at]) => at);
          const y = points.map(([, target]) => target);
          const fitted = applyIsotonic(fitIsotonic(x, y), x);
          const mean = y.reduce((a, b) => a + b, 0) / y.length;
          const error = (values: ArrayLike<number>) =>
            y.reduce((sum, target, i) => sum + (target - values[i]!) ** 2, 0);
          expect(fitted.reduce((a, b) => a + b, 0) / y.length).toBeCloseTo(mean, 9);
          expect(error(fitted)).toBeLessThanOrEqual(error(y.map(() => mean)) + 1e-9);
          x.forEach((a, i) => {
            x.forEach((b, j) => {
              if (a <= b) expect(fitted[i]).toBeLessThanOrEqual(fitted[j]! + 1e-12);
            });
          });
        },
      ),
    );
  });

  it('puts one knot at the middle of a pooled block when centred', () => {
    const fit = fitIsotonic([0, 1, 2, 5, 7, 9], [0, 1, 0, 1, 1, 1], { centred: true });
    expect([...fit.x]).toEqual([0, 1.5, 7]);
    expect([...fit.y]).toEqual([0, 0.5, 1]);
    const [lower, upper] = applyIsotonic(fit, [1, 2]);
    expect(upper).toBeGreaterThan(lower!);
  });

  it('promises no certainty where few rows speak, and still never falls', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(points, (drawn) => {
        const labels = drawn.map(([, label]) => label);
        const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
        const { y } = fitIsotonic(
          drawn.map(([at]) => at),
          labels,
          { priorRows: 2 },
        );
        expect([...y]).toEqual([...y].sort((a, b) => a - b));
        if (mean > 0 && mean < 1) {
          expect(y[0]).toBeGreaterThan(0);
          expect(y.at(-1)).toBeLessThan(1);
        }
      }),
    );
    // One user of day 9 left: (1 + 2 * 0.25) / 3.
    expect(fitIsotonic([0, 0, 0, 9], [0, 0, 0, 1], { priorRows: 2 }).y[1]).toBeCloseTo(0.5, 12);
  });

  it('refuses no points', () => {
    expect(() => fitIsotonic([], [])).toThrow(RangeError);
  });
});
