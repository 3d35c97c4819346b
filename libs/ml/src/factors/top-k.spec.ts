import fc from 'fast-check';
import { SeededRandom } from '../random/seeded-random.js';
import { TopK, topKByInnerProduct } from './top-k.js';

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
          const found = best.take();
          expect([...found.indices]).toEqual(expected.map((entry) => entry.index));
          expect([...found.scores]).toEqual(expected.map((entry) => entry.score));
          expect(best.take().indices.length).toBe(0);
        },
      ),
      { seed: 3, numRuns: 500 },
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

describe('topKByInnerProduct', () => {
  const vectors = Float32Array.of(1, 0, 0, 1, 1, 1, 2, 0);

  it('ranks by inner product', () => {
    const found = topKByInnerProduct(Float32Array.of(2, 1), vectors, 2, 2, new Int32Array(0));
    expect([...found.indices]).toEqual([3, 2]);
    expect([...found.scores]).toEqual([4, 3]);
  });

  it('equals a plain scan and sort for any number of rows and factors', () => {
    const random = new SeededRandom(17);
    for (let round = 0; round < 60; round++) {
      const rows = random.int(700);
      const factors = 1 + random.int(7);
      const small = (): number => random.int(5) - 2; // many ties, exact sums
      const many = Float32Array.from({ length: rows * factors }, small);
      const query = Float32Array.from({ length: factors }, small);
      const excluded = Int32Array.from({ length: rows }, (_, row) => row).filter(() => random.int(4) === 0);
      const isExcluded = new Set(excluded);
      const expected = Array.from({ length: rows }, (_, row) => ({
        row,
        score: query.reduce((sum, value, f) => sum + value * many[row * factors + f]!, 0),
      }))
        .filter(({ row }) => !isExcluded.has(row))
        .sort((a, b) => b.score - a.score || a.row - b.row)
        .slice(0, 15);
      const found = topKByInnerProduct(query, many, factors, 15, excluded);
      expect([...found.indices]).toEqual(expected.map(({ row }) => row));
      expect([...found.scores]).toEqual(expected.map(({ score }) => score));
    }
  });

  it('leaves out what is excluded or no candidate and gives fewer results rather than filler', () => {
    const query = Float32Array.of(2, 1);
    expect([...topKByInnerProduct(query, vectors, 2, 10, Int32Array.of(2, 3)).indices]).toEqual([0, 1]);
    expect([
      ...topKByInnerProduct(query, vectors, 2, 10, Int32Array.of(3), Uint8Array.of(1, 0, 1, 1)).indices,
    ]).toEqual([2, 0]);
    expect(topKByInnerProduct(query, vectors, 2, 10, Int32Array.of(0, 1, 2, 3)).indices.length).toBe(0);
  });
});
