import fc from 'fast-check';
import { onGrid } from './version-plots.js';

const RUNS = { seed: 20_261_126, numRuns: 200 };
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('a line on the grid', () => {
  it('goes through its points, takes the last of several at one place, and nothing beyond its ends', () => {
    const line = onGrid([0, 0, 0.5, 0.9], [0, 0.4, 0.8, 1]);
    expect(line).toHaveLength(91);
    expect(line[0]).toEqual({ x: 0, y: 0.4 });
    expect(line[25]!.y).toBeCloseTo(0.6, 9);
    expect(line.at(-1)).toEqual({ x: 0.9, y: 1 });
  });

  it('rises where the line does, between its lowest and highest value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 50 }), (pairs) => {
        const sorted = (at: 0 | 1) => pairs.map((pair) => pair[at]).sort((a, b) => a - b);
        const [xs, ys] = [sorted(0), sorted(1)];
        const line = onGrid(xs, ys);
        for (const [n, { x, y }] of line.entries()) {
          expect(y).toBeGreaterThanOrEqual(Math.max(ys[0]!, line[n - 1]?.y ?? 0) - 1e-9);
          expect(y).toBeLessThanOrEqual(ys.at(-1)! + 1e-9);
          expect(x >= xs[0]! && x <= xs.at(-1)!).toBe(true);
        }
      }),
      RUNS,
    );
  });
});
