import fc from 'fast-check';
import { isInSample } from './user-sample.js';

const userId = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('a sample of users', () => {
  it('has about the share asked for, of ids in a row too', () => {
    for (const share of [0.01, 0.1, 0.5, 0.9]) {
      for (const seedOfRun of [0, 1, 7]) {
        let users = 0;
        for (let id = 168_000_000; id < 168_100_000; id++) {
          if (isInSample(id, { share, seed: seedOfRun })) users++;
        }
        // Five standard deviations.
        expect(Math.abs(users - share * 100_000)).toBeLessThan(5 * Math.sqrt(100_000 * share * (1 - share)));
      }
    }
  });

  it('is the same for an id as a number and as a bigint', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), seed, (id, ofSeed) => {
        const sample = { share: 0.5, seed: ofSeed };
        expect(isInSample(id, sample)).toBe(isInSample(BigInt(id), sample));
      }),
    );
  });

  it('grows with its share and never loses a user', () => {
    fc.assert(
      fc.property(userId, seed, fc.double({ min: 0.001, max: 1, noNaN: true }), (id, ofSeed, share) => {
        if (isInSample(id, { share, seed: ofSeed })) {
          expect(isInSample(id, { share: Math.min(1, share * 1.5), seed: ofSeed })).toBe(true);
        }
        expect(isInSample(id, { share: 1, seed: ofSeed })).toBe(true);
      }),
    );
  });

  it('is of other users under another seed', () => {
    let both = 0;
    for (let id = 0; id < 10_000; id++) {
      if (isInSample(id, { share: 0.1, seed: 1 }) && isInSample(id, { share: 0.1, seed: 2 })) both++;
    }
    expect(both).toBeGreaterThan(50);
    expect(both).toBeLessThan(150);
  });
});
