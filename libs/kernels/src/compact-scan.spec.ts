import { SeededRandom } from '#ml';
import { CompactScan } from './compact-scan.js';
import { direction } from './vector-index.js';
import { VectorScan } from './vector-scan.js';

function randomVectors(random: SeededRandom, rows: number, factors: number): Float32Array {
  const vectors = new Float32Array(rows * factors);
  for (let row = 0; row < rows; row++) {
    const length = Math.exp(random.normal());
    for (let f = 0; f < factors; f++) vectors[row * factors + f] = length * random.normal();
  }
  return vectors;
}

/** One table for all: making and coding it is what takes the time. */
const ROWS = 6_000;
const table = randomVectors(new SeededRandom(13), ROWS, 64);
const exact = new VectorScan(table, 64);

describe('CompactScan', () => {
  it('finds at least 999 of 1,000 of the exact results with scores to 1e-4', () => {
    const random = new SeededRandom(16);
    const compact = new CompactScan(ROWS, 64);
    compact.place(0, table.subarray(0, 64 * 2_000));
    compact.place(2_000, table.subarray(64 * 2_000));
    compact.hide(3);
    exact.hide(3);
    let found = 0;
    for (let n = 0; n < 100; n++) {
      const query = randomVectors(random, 1, 64);
      const excluded = Int32Array.from({ length: 200 }, () => random.int(ROWS));
      const wanted = exact.top(query, 20, excluded);
      const got = compact.top(query, 20, excluded);
      const rows = new Set(wanted.indices);
      found += got.indices.filter((row) => rows.has(row)).length;
      expect(Math.abs(got.scores[0]! / wanted.scores[0]! - 1)).toBeLessThan(1e-4);
    }
    exact.hide(3, false);
    expect(found / 2_000).toBeGreaterThanOrEqual(0.999);
    // Besides the vectors a list of up to 100,000 candidates.
    expect(compact.bytes).toBeLessThan(table.byteLength / 1.8 + 900_000);
  });

  it('keeps vectors to 1 / 65,024 of their largest value', () => {
    const vectors = randomVectors(new SeededRandom(14), 50, 7);
    const compact = new CompactScan(50, 7);
    compact.place(0, vectors);
    for (let row = 0; row < 50; row++) {
      const own = vectors.subarray(row * 7, (row + 1) * 7);
      const largest = Math.max(...own.map(Math.abs));
      expect(compact.norm(row)).toBeCloseTo(Math.hypot(...own), 3);
      compact
        .vector(row)
        .forEach((value, f) => expect(Math.abs(value - own[f]!)).toBeLessThan(largest / 60_000));
    }
  });

  it('refuses what it cannot hold', () => {
    const compact = new CompactScan(2, 2);
    expect(() => compact.place(1, new Float32Array(4))).toThrow(RangeError);
    for (const values of [
      [1, NaN],
      [NaN, 1],
    ]) {
      expect(() => compact.place(0, Float32Array.from(values))).toThrow(RangeError);
      expect(() => compact.top(Float32Array.from(values), 1)).toThrow(RangeError);
    }
    expect(() => new CompactScan(2, 513)).toThrow(RangeError);
  });
});

describe('nearest', () => {
  const random = new SeededRandom(15);
  const vectors = randomVectors(random, 3_000, 20);
  vectors.fill(0, 17 * 20, 18 * 20);
  const compact = new CompactScan(3_000, 20);
  compact.place(0, vectors);
  const indexes = { exact: new VectorScan(vectors, 20), compact };

  it.each(['exact', 'compact'] as const)('finds the largest cosines, none of a zero vector: %s', (kept) => {
    const index = indexes[kept];
    const query = randomVectors(random, 1, 20);
    const unit = direction(query);
    const cosines = Array.from({ length: 3_000 }, (_, row) =>
      direction(vectors.subarray(row * 20, (row + 1) * 20)).reduce((sum, v, f) => sum + v * unit[f]!, 0),
    );
    const cosine = (row: number): number => cosines[row]!;
    const order = Array.from({ length: 3_000 }, (_, row) => row).filter((row) => row !== 17);
    order.sort((a, b) => cosine(b) - cosine(a));
    const found = index.nearest(query, 30, [order[0]!]);
    expect([...found.indices]).toEqual(order.slice(1, 31));
    found.scores.forEach((score, n) => expect(score).toBeCloseTo(cosine(order[n + 1]!), 4));
    index.hide(order[1]!);
    expect([...index.nearest(query, 2).indices]).toEqual([order[0], order[2]]);
    index.hide(order[1]!, false);
    expect([...index.nearest(query, 3_000).indices]).not.toContain(17);
  });
});
