import fc from 'fast-check';
import { KeyedRandom, unitOf } from './keyed-random.js';

describe('KeyedRandom', () => {
  it('gives the same stream for the same seed and key, whatever was drawn before', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(), fc.nat(), fc.nat(), (seed, x, y, z) => {
        const fresh = new KeyedRandom(seed).at(x, y, z);
        const used = new KeyedRandom(seed).at(z, x, y);
        used.uint32();
        used.at(x, y, z);
        for (let i = 0; i < 5; i++) expect(used.uint32()).toBe(fresh.uint32());
      }),
    );
  });

  it('gives other streams for seeds that differ only above 32 bits', () => {
    expect(new KeyedRandom(1).at(1, 1, 1).uint32()).not.toBe(
      new KeyedRandom(1 + 2 ** 32).at(1, 1, 1).uint32(),
    );
  });

  it('is uniform over the first numbers of neighbouring streams', () => {
    const random = new KeyedRandom(42);
    const bins = new Float64Array(100);
    const draws = 200_000;
    for (let i = 0; i < draws; i++) bins[random.at(i % 500, Math.floor(i / 500), 9).below(100)]! += 1;
    const chiSquare = bins.reduce((sum, n) => sum + (n - draws / 100) ** 2 / (draws / 100), 0);
    expect(chiSquare).toBeLessThan(160); // 99 degrees of freedom: above 160 once in 10,000
  });

  it('keeps keyed units independent of each other', () => {
    let product = 0;
    const n = 50_000;
    for (let i = 0; i < n; i++) product += (unitOf(7, i, 3) - 0.5) * (unitOf(7, i, 4) - 0.5);
    expect(Math.abs(product / n)).toBeLessThan(4 / (12 * Math.sqrt(n)));
  });
});
