import { boundedSearch } from './bounded-search.js';
import type { BoundedSearch } from './bounded-search.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The best is at x = 20, y = 3. */
const scoreAt = ({ x, y }: Point) => -((Math.log(x) - Math.log(20)) ** 2) - (Math.log(y) - Math.log(3)) ** 2;

const search = (change: Partial<BoundedSearch<Point, Point>> = {}): BoundedSearch<Point, Point> => ({
  start: { x: 1, y: 1 },
  known: [],
  draws: 0,
  drawn: (_, best) => best,
  neighbours: ({ x, y }, step) => [
    { x: x * step, y },
    { x: x / step, y },
    { x, y: y * step },
    { x, y: y / step },
  ],
  seed: 1,
  attempts: 200,
  hasTime: () => true,
  keyOf: ({ x, y }) => `${x.toPrecision(6)} ${y.toPrecision(6)}`,
  attempt: (point) => point,
  scoreOf: scoreAt,
  ...change,
});
const bestOf = (attempts: readonly Point[]) =>
  attempts.reduce((best, point) => (scoreAt(point) > scoreAt(best) ? point : best));

describe('a bounded search', () => {
  it('climbs from a bad start to near the best, and ends by itself', async () => {
    const attempts = await boundedSearch(search());
    expect(attempts[0]).toEqual({ x: 1, y: 1 });
    expect(attempts.length).toBeLessThan(100);
    const { x, y } = bestOf(attempts);
    expect([x / 20, y / 3].every((ratio) => ratio > 0.8 && ratio < 1.25)).toBe(true);
  });

  it('tries known points, then drawn ones, the same for the same seed, none twice', async () => {
    const options = {
      known: [
        { x: 15, y: 3 },
        { x: 1, y: 1 },
      ],
      draws: 5,
      drawn: (random: { next: () => number }, { y }: Point) => ({ x: 40 * random.next(), y }),
    };
    const attempts = await boundedSearch(search(options));
    expect(attempts[1]).toEqual({ x: 15, y: 3 });
    expect(attempts.slice(2, 7).every(({ y }) => y === 3)).toBe(true);
    expect(new Set(attempts.map(search().keyOf)).size).toBe(attempts.length);
    expect(await boundedSearch(search(options))).toEqual(attempts);
    expect(await boundedSearch(search({ ...options, seed: 2 }))).not.toEqual(attempts);
  });

  it('keeps within its attempts and its time, but for the start', async () => {
    expect(await boundedSearch(search({ attempts: 7 }))).toHaveLength(7);
    expect(await boundedSearch(search({ hasTime: () => false }))).toEqual([{ x: 1, y: 1 }]);
  });

  it('ends with the error of an attempt', async () => {
    const attempt = () => Promise.reject(new Error('cancelled'));
    await expect(boundedSearch(search({ attempt }))).rejects.toThrow('cancelled');
  });
});
