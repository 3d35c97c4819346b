import fc from 'fast-check';
import { TopK } from './top-k.js';
import { runs } from '../../../../test/support/drawn.js';

describe('TopK', () => {
  it('equals a full sort, ties by the lower index, for any order of offers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (scores, k, stream) => {
          const order = scores.map((_, index) => ({ index, key: stream.next().value as number }));
          order.sort((a, b) => a.key - b.key || a.index - b.index);
          const best = new TopK(k);
          for (const { index } of order) best.offer(index, scores[index]!);
          const expected = scores
            .map((score, index) => ({ score, index }))
            .sort((a, b) => b.score - a.score || a.index - b.index)
            .slice(0, k);
          expect(best.least).toBe(expected[k - 1]?.score ?? -Infinity);
          const found = best.take();
          expect([...found.indices]).toEqual(expected.map((entry) => entry.index));
          expect([...found.scores]).toEqual(expected.map((entry) => entry.score));
          expect(best.take().indices.length).toBe(0);
        },
      ),
      { seed: 3, numRuns: runs(500) },
    );
  });

  it('keeps no NaN and refuses a k that is no count', () => {
    const best = new TopK(2);
    best.offer(0, Number.NaN);
    best.offer(1, 1);
    best.offer(2, 2);
    best.offer(3, Number.NaN);
    expect([...best.take().indices]).toEqual([2, 1]);
    expect(() => new TopK(0)).toThrow(RangeError);
  });
});
