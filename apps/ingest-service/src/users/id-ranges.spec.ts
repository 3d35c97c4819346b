import fc from 'fast-check';
import { firstBehind, idsThatBeginWith, isWithin } from './id-ranges.js';
import { runs } from '../../../../test/support/drawn.js';

const LARGEST = 2n ** 63n - 1n;
const ids = fc.oneof(
  fc.bigInt({ min: 0n, max: LARGEST }),
  fc.bigInt({ min: 0n, max: 100_000n }),
  fc.bigInt({ min: LARGEST - 1_000n, max: LARGEST }),
);
const prefixes = fc.oneof(
  fc.stringMatching(/^\d{0,19}$/),
  fc.tuple(ids, fc.nat(19)).map(([id, length]) => String(id).slice(0, length)),
);

describe('idsThatBeginWith', () => {
  it('finds an id exactly when its digits begin with the prefix', () => {
    fc.assert(
      fc.property(ids, prefixes, (id, prefix) => {
        const isFound = idsThatBeginWith(prefix).some(({ low, high }) => low <= id && id <= high);
        expect(isFound).toBe(String(id).startsWith(prefix));
      }),
      { seed: 168, numRuns: runs(2_000) },
    );
  });

  it('gives ranges that ascend and do not meet', () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const bounds = idsThatBeginWith(prefix).flatMap(({ low, high }) => [low, high]);
        bounds.slice(1).forEach((bound, at) => {
          expect(bound >= bounds[at]!).toBe(true);
          if (at % 2 === 1) expect(bound > bounds[at]!).toBe(true);
        });
      }),
      { seed: 169 },
    );
  });
});

describe('firstBehind', () => {
  it('is the next id that begins with the prefix, or none', () => {
    fc.assert(
      fc.property(prefixes, ids, ids, (prefix, after, other) => {
        const ranges = idsThatBeginWith(prefix);
        const first = firstBehind(after, ranges);
        if (first !== null) expect([first > after, isWithin(first, ranges)]).toEqual([true, true]);
        const isPassedOver = other > after && (first === null || other < first);
        if (isPassedOver) expect(String(other).startsWith(prefix)).toBe(false);
      }),
      { seed: 170, numRuns: runs(2_000) },
    );
  });
});
