import { SeededRandom, topKByInnerProduct } from '#ml';
import { VectorScan } from './vector-scan.js';

function randomVectors(random: SeededRandom, rows: number, factors: number): Float32Array {
  const vectors = new Float32Array(rows * factors);
  for (let row = 0; row < rows; row++) {
    const length = Math.exp(random.normal());
    for (let f = 0; f < factors; f++) vectors[row * factors + f] = length * random.normal();
  }
  return vectors;
}

/** Values that float32 multiplies and adds without rounding, so that ties are exact. */
const coarseVectors = (random: SeededRandom, rows: number, factors: number) =>
  Float32Array.from({ length: rows * factors }, () => random.int(5) - 2);

describe('VectorScan', () => {
  it('finds what the plain scan finds, with ties by id, hidden and excluded rows and every k', () => {
    const random = new SeededRandom(11);
    for (let n = 0; n < 300; n++) {
      const rows = 1 + random.int(70);
      const factors = 1 + random.int(20);
      const k = 1 + random.int(30);
      const vectors = coarseVectors(random, rows, factors);
      const query = coarseVectors(random, 1, factors);
      const scan = new VectorScan(vectors, factors);
      const isCandidate = Uint8Array.from({ length: rows }, () => (random.int(8) === 0 ? 0 : 1));
      isCandidate.forEach((candidate, row) => scan.hide(row, candidate === 0));
      const excluded = Int32Array.from({ length: random.int(10) }, () => random.int(rows)).sort();
      const expected = topKByInnerProduct(query, vectors, factors, k, excluded, isCandidate);
      expect(scan.top(query, k, excluded)).toEqual(expected);
      // What was excluded from one list is back in the next.
      expect(scan.top(query, k)).toEqual(
        topKByInnerProduct(query, vectors, factors, k, new Int32Array(0), isCandidate),
      );
    }
  });

  it('finds the same by the many as one by one', () => {
    const random = new SeededRandom(12);
    const vectors = randomVectors(random, 3_001, 33);
    const queries = randomVectors(random, 131, 33);
    const scan = new VectorScan(vectors, 33);
    scan.hide(17);
    const excludedOf = (n: number) => [n, 2 * n, 3_000];
    const lists = [...scan.topOfMany(queries, 15, excludedOf)];
    expect(lists).toHaveLength(131);
    lists.forEach((list, n) => {
      const alone = scan.top(queries.subarray(n * 33, (n + 1) * 33), 15, excludedOf(n));
      expect([...list.indices]).toEqual([...alone.indices]);
      list.scores.forEach((score, at) => expect(score).toBeCloseTo(alone.scores[at]!, 2));
    });
  });

  it('scores some rows as their vectors say, hidden or not, and copies them', () => {
    const random = new SeededRandom(13);
    const vectors = coarseVectors(random, 10_000, 5);
    const scan = new VectorScan(vectors, 5);
    scan.hide(3);
    const query = coarseVectors(random, 1, 5);
    const rows = Array.from({ length: 9_000 }, () => random.int(10_000));
    const vectorOf = (row: number) => vectors.subarray(row * 5, row * 5 + 5);
    const expected = rows.map((row) => vectorOf(row).reduce((sum, value, f) => sum + value * query[f]!, 0));
    expect([...scan.scoresOf(query, rows)]).toEqual(expected);
    expect([...scan.vectorsOf([3, 9_999, 3])]).toEqual([3, 9_999, 3].flatMap((row) => [...vectorOf(row)]));
    expect(scan.scoresOf(query, [])).toHaveLength(0);
  });

  it('never pads a list and shows a hidden row again', () => {
    const scan = new VectorScan(Float32Array.of(1, 2, 3), 1);
    expect([...scan.top(Float32Array.of(1), 5, [1, 99, -1]).indices]).toEqual([2, 0]);
    scan.hide(2);
    expect([...scan.top(Float32Array.of(1), 5).indices]).toEqual([1, 0]);
    scan.hide(2, false);
    expect([...scan.top(Float32Array.of(1), 1).indices]).toEqual([2]);
    expect([...scan.vector(1)]).toEqual([2]);
  });

  it('refuses queries, lengths and values that make no sense', () => {
    const scan = new VectorScan(Float32Array.of(1, 2, 3, 4), 2);
    expect(() => scan.top(Float32Array.of(1), 5)).toThrow(RangeError);
    expect(() => scan.top(Float32Array.of(1, 2), 0)).toThrow(RangeError);
    expect(() => scan.top(Float32Array.of(1, NaN), 1)).toThrow(RangeError);
    expect(() => new VectorScan(Float32Array.of(1, 2, 3), 2)).toThrow(RangeError);
    expect(() => new VectorScan(Float32Array.of(1, Infinity), 2)).toThrow(RangeError);
  });
});
