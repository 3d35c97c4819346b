import { rankingMetrics } from './ranking.js';

const list = (...items: number[]): Int32Array => Int32Array.from(items);

describe('rankingMetrics', () => {
  it('gives 1 to a perfect list, however many items are relevant', () => {
    expect(rankingMetrics(list(4, 2), list(2, 4), 2)).toEqual({ recall: 1, ndcg: 1, map: 1, hitRate: 1 });
    expect(rankingMetrics(list(4, 2), list(1, 2, 3, 4, 5), 2)).toEqual({
      recall: 1,
      ndcg: 1,
      map: 1,
      hitRate: 1,
    });
    expect(rankingMetrics(list(9, 8, 7), list(9), 3)).toEqual({ recall: 1, ndcg: 1, map: 1, hitRate: 1 });
  });

  it('gives 0 when nothing is hit', () => {
    expect(rankingMetrics(list(1, 2, 3), list(7), 3)).toEqual({ recall: 0, ndcg: 0, map: 0, hitRate: 0 });
    expect(rankingMetrics(list(), list(7), 3)).toEqual({ recall: 0, ndcg: 0, map: 0, hitRate: 0 });
  });

  it('discounts a hit by its rank (worked by hand)', () => {
    // Ranks 2 and 4 hit: 1/log2(3) + 1/log2(5) = 0.630930 + 0.430677; perfect over 3: 1 + 0.630930 + 0.5.
    const metrics = rankingMetrics(list(5, 1, 6, 2, 7), list(1, 2, 3), 5);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    expect(metrics.ndcg).toBeCloseTo(1.061607 / 2.13093, 5);
    // Precision 1/2 at rank 2 and 2/4 at rank 4, over 3 relevant items.
    expect(metrics.map).toBeCloseTo(1 / 3, 12);
    expect(metrics.hitRate).toBe(1);
    // One relevant item at rank 3: 1/log2(4) = 0.5.
    expect(rankingMetrics(list(5, 6, 1), list(1), 5)).toEqual({
      recall: 1,
      ndcg: 0.5,
      map: 1 / 3,
      hitRate: 1,
    });
  });

  it('looks no further than k', () => {
    expect(rankingMetrics(list(5, 6, 1), list(1), 2)).toEqual({ recall: 0, ndcg: 0, map: 0, hitRate: 0 });
  });

  it('refuses a user without relevant items', () => {
    expect(() => rankingMetrics(list(1), list(), 2)).toThrow(RangeError);
  });
});
