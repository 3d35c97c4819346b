import { surfaceSearch } from './surface-search.js';
import type { CubePoint, SurfaceSearch } from './surface-search.js';

/** A narrow ridge along x + y = 1.1, highest at x = 0.7. */
const ridge = ([x, y]: CubePoint) => -20 * (x! + y! - 1.1) ** 2 - (x! - 0.7) ** 2;

const search = (change: Partial<SurfaceSearch> = {}): SurfaceSearch => ({
  first: [[0.1, 0.2]],
  spread: 8,
  seed: 1,
  hasTime: () => true,
  attempt: (point) => Promise.resolve(ridge(point)),
  ...change,
});

describe('a search of a surface', () => {
  it('follows a ridge that no axis is parallel to, and ends by itself', async () => {
    for (const seed of [1, 2, 3]) {
      const tries = await surfaceSearch(search({ seed }));
      expect(tries[0]!.point).toEqual([0.1, 0.2]);
      expect(tries.length).toBeLessThan(45);
      expect(Math.max(...tries.map(({ score }) => score))).toBeGreaterThan(-0.003);
    }
  });

  it('finds the top in three dimensions and at the border of the cube', async () => {
    const attempt = ([x, y, z]: CubePoint) => Promise.resolve(ridge([x!, y!]) - (z! - 1.2) ** 2);
    const tries = await surfaceSearch(search({ first: [[0.1, 0.2, 0.3]], spread: 12, attempt }));
    expect(Math.max(...tries.map(({ score }) => score))).toBeGreaterThan(-0.06);
    for (const { point } of tries) expect(point.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('gives the same attempts for the same seed, and no point twice', async () => {
    const tries = await surfaceSearch(search());
    expect(await surfaceSearch(search())).toEqual(tries);
    expect(await surfaceSearch(search({ seed: 2 }))).not.toEqual(tries);
    expect(new Set(tries.map(({ point }) => point.join(' '))).size).toBe(tries.length);
  });

  it('keeps to its time, but for the first attempt, and to where it begins', async () => {
    expect(await surfaceSearch(search({ hasTime: () => false }))).toHaveLength(1);
    const near = await surfaceSearch(search({ first: [[0.6, 0.5]], spread: 0, radius: 0.1 }));
    for (const { point } of near) expect(Math.abs(point[0]! - 0.6)).toBeLessThan(0.5);
  });

  it('ends soon where nothing helps, and passes errors on', async () => {
    const flat = await surfaceSearch(search({ attempt: () => Promise.resolve(1) }));
    expect(flat.length).toBeLessThan(20);
    const broken = () => Promise.reject(new Error('diverged'));
    await expect(surfaceSearch(search({ attempt: broken }))).rejects.toThrow('diverged');
  });
});
