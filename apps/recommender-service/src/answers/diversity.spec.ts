import fc from 'fast-check';
import { marginalRelevance } from './diversity.js';

/** Rows 0 and 1 are one thing, 2 another. */
const candidates = {
  rows: [0, 1, 2],
  scores: [1, 0.9, 0.5],
  similarity: (a: number, b: number) => (Math.min(a, 1) === Math.min(b, 1) ? 1 : 0),
};

describe('marginalRelevance', () => {
  it('is the order by score without diversity, and puts what is different before what is alike with it', () => {
    expect(marginalRelevance(candidates, 0, 3)).toEqual([0, 1, 2]);
    // 0.6 x 0.9 - 0.4 x 1 = 0.14 against 0.6 x 0.5 - 0 = 0.30.
    const twoThings = { ...candidates, similarity: (a: number, b: number) => (a < 2 === b < 2 ? 1 : 0) };
    expect(marginalRelevance(twoThings, 0.4, 3)).toEqual([0, 2, 1]);
  });

  it('goes on where it had stopped: two pages are one page of both lengths', () => {
    const arbitrary = fc.record({
      scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      diversity: fc.double({ min: 0, max: 1, noNaN: true }),
      first: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ scores, diversity, first }) => {
        const all = {
          rows: scores.map((_, n) => n),
          scores,
          similarity: (a: number, b: number) => Math.cos(7 * (a - b)),
        };
        const whole = marginalRelevance(all, diversity, 20);
        const page = marginalRelevance(all, diversity, first);
        const rest = marginalRelevance(all, diversity, 20, page);
        expect([...page, ...rest]).toEqual(whole);
        expect(new Set(whole).size).toBe(scores.length);
      }),
    );
  });
});
