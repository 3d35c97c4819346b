import fc from 'fast-check';
import { SeededRandom } from './seeded-random.js';
import { runs } from '../../../../test/support/drawn.js';

describe('SeededRandom', () => {
  it('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
    const random = SeededRandom.fromState([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('repeats itself for the same seed and differs for neighbouring seeds', () => {
    const take = (seed: number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
    expect(take(1)).not.toEqual(take(1 + 2 ** 32));
  });

  it('keeps integers inside their bound and hits every value', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (seed, bound) => {
        const random = new SeededRandom(seed);
        const seen = new Set(Array.from({ length: 400 }, () => random.int(bound)));
        expect([...seen].sort()).toEqual(Array.from({ length: bound }, (_, i) => i));
      }),
      { numRuns: runs(50) },
    );
  });

  it('draws uniforms of mean 1/2, and normals and even numbers of mean 0 and variance 1', () => {
    const random = new SeededRandom(3);
    const n = 40_000;
    let uniforms = 0;
    let normals = 0;
    let squares = 0;
    let evens = 0;
    let evenSquares = 0;
    for (let i = 0; i < n; i++) {
      uniforms += random.next();
      const z = random.normal();
      normals += z;
      squares += z * z;
      const e = random.even(2) / 2;
      evens += e;
      evenSquares += e * e;
      expect(Math.abs(e)).toBeLessThanOrEqual(Math.sqrt(3));
    }
    expect(uniforms / n).toBeCloseTo(0.5, 2);
    expect(Math.abs(normals / n)).toBeLessThan(0.02);
    expect(Math.abs(squares / n - 1)).toBeLessThan(0.03);
    expect(Math.abs(evens / n)).toBeLessThan(0.02);
    expect(Math.abs(evenSquares / n - 1)).toBeLessThan(0.03);
  });

  it('gives the remainder of the next bits as an integer', () => {
    // 1 / 49 is rounded down, so that quotients of its multiples are one too small.
    for (const bound of [1, 2, 3, 7, 49, 1_000, 53_140, 2 ** 31 - 1, 2 ** 31 + 1, 2 ** 32]) {
      const [random, bits] = [new SeededRandom(bound), new SeededRandom(bound)];
      const limit = 2 ** 32 - (2 ** 32 % bound);
      for (let draw = 0; draw < 500; draw++) {
        let next = bits.bits();
        while (next >= limit) next = bits.bits();
        expect(random.int(bound)).toBe(next % bound);
      }
    }
  });

  it('refuses a seed or a bound it cannot draw from', () => {
    expect(() => new SeededRandom(NaN)).toThrow(RangeError);
    expect(() => new SeededRandom(1).int(0)).toThrow(RangeError);
    expect(() => new SeededRandom(1).int(1.5)).toThrow(RangeError);
  });

  it('shuffles to a permutation', () => {
    const shuffled = new SeededRandom(5).shuffle(Int32Array.from({ length: 100 }, (_, i) => i));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...shuffled]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});
