import { SeededRandom } from '#ml';
import type { RankedIndices } from '#ml';
import { RowBits } from './row-bits.js';
import type { Excluded } from './row-bits.js';
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

/**
 * Tables that bounds may go wrong on: alike rows, rows of one length, zeros, values of very different sizes,
 * a single large value, queries that all rows point away from, and whole numbers (which bytes hold exactly)
 * with nearly a half more or less, on the side of the rows or of the query.
 */
function drawnTable(
  random: SeededRandom,
  rows: number,
  factors: number,
): { vectors: Float32Array; query: Float32Array } {
  const vectors = randomVectors(random, rows, factors);
  const query = randomVectors(random, 1, factors);
  const kind = random.int(9);
  const size = 10 ** (random.int(62) - 43);
  if (kind === 4) query.forEach((value, f) => (query[f] = value / Math.max(size, 1e-30)));
  const half = kind === 8 ? 0.49 : 0;
  if (kind >= 7) query.forEach((_, f) => (query[f] = f === 0 ? 127 : random.int(251) - 125 + half));
  for (let row = 0; row < rows; row++) {
    const own = vectors.subarray(row * factors, (row + 1) * factors);
    const length = Math.hypot(...own);
    const side = random.int(2) - 0.5;
    if (kind === 1) own.forEach((value, f) => (own[f] = query[f]! + 1e-3 * value));
    else if (kind === 2) own.forEach((value, f) => (own[f] = value / length));
    else if (kind === 3 && random.int(2) === 0) own.fill(0);
    else if (kind === 4) own.forEach((value, f) => (own[f] = value * size));
    else if (kind === 5) own[random.int(factors)] = 100 * length;
    else if (kind === 6) own.forEach((value, f) => (own[f] = -Math.abs(value) * Math.sign(query[f]!)));
    else if (kind === 7)
      own.forEach(
        (_, f) => (own[f] = f === 0 ? 63 : random.int(125) - 62 + 0.98 * side * Math.sign(query[f]!)),
      );
    else if (kind === 8) own.forEach((_, f) => (own[f] = f === 0 ? 63 : random.int(64)));
  }
  return { vectors, query };
}

/** Every row but those left out, sorted: best first, ties by row. */
function plainScan(
  query: Float32Array,
  vectors: Float32Array,
  k: number,
  isLeftOut: (row: number) => boolean,
): RankedIndices {
  const factors = query.length;
  const found = Array.from({ length: vectors.length / factors }, (_, row) => ({
    row,
    score: query.reduce((sum, value, f) => sum + value * vectors[row * factors + f]!, 0),
  }))
    .filter(({ row }) => !isLeftOut(row))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, k);
  return {
    indices: Int32Array.from(found, ({ row }) => row),
    scores: Float64Array.from(found, ({ score }) => score),
  };
}

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
      const best = (left: Int32Array) =>
        plainScan(query, vectors, k, (row) => isCandidate[row] === 0 || left.includes(row));
      expect(scan.top(query, k, excluded)).toEqual(best(excluded));
      expect(scan.top(query, k, { bits: new RowBits(rows).with(excluded), besides: [] })).toEqual(
        best(excluded),
      );
      // What was excluded from one list is back in the next.
      expect(scan.top(query, k)).toEqual(best(new Int32Array(0)));
    }
  });

  // A list as long as the table keeps no row from being scored by its vector: what it holds is what no bound
  // has had a say in.
  it('finds, bit for bit, what it finds when every vector is read', () => {
    const random = new SeededRandom(14);
    for (let n = 0; n < 140; n++) {
      const rows = 1 + random.int(400);
      const factors = 1 + random.int(70);
      const { vectors, query } = drawnTable(random, rows, factors);
      const scan = new VectorScan(vectors, factors);
      const k = 1 + random.int(40);
      const excluded = Int32Array.from({ length: random.int(50) }, () => random.int(rows));
      const bits = new RowBits(rows);
      const kept = random.next();
      for (let row = 0; row < rows; row++) bits.set(row, random.next() > kept * kept);
      const isExcluded = new Set(excluded);
      for (const by of ['top', 'nearest'] as const) {
        const all = scan[by](query, rows);
        const expectWithout = (left: Excluded, isLeft: (row: number) => boolean): void => {
          const places = [...all.indices.keys()].filter((at) => !isLeft(all.indices[at]!)).slice(0, k);
          const found = scan[by](query, k, left);
          expect([n, by, [...found.indices]]).toEqual([n, by, places.map((at) => all.indices[at])]);
          expect([...found.scores]).toEqual(places.map((at) => all.scores[at]));
        };
        expectWithout(excluded, (row) => isExcluded.has(row));
        // What bits leave is found by place once they are asked with again.
        for (const besides of [[], excluded, []])
          expectWithout(
            { bits, besides },
            (row) => bits.has(row) || (besides === excluded && isExcluded.has(row)),
          );
      }
    }
  });

  it('finds by place, of a table of many steps, what it finds row by row', () => {
    const random = new SeededRandom(17);
    const [rows, factors] = [20_000, 3];
    const scan = new VectorScan(randomVectors(random, rows, factors), factors);
    for (const kept of [0.3, 0.05, 0.0005]) {
      const left = Int32Array.from({ length: rows }, (_, row) => row).filter(() => random.next() > kept);
      const bits = new RowBits(rows).with(left);
      for (let n = 0; n < 20; n++) {
        const query = randomVectors(random, 1, factors);
        expect(scan.top(query, 30, { bits, besides: [] })).toEqual(scan.top(query, 30, left));
      }
    }
  });

  it('scores, bit for bit, every row that reaches its least', () => {
    const random = new SeededRandom(16);
    let spared = 0;
    for (let n = 0; n < 140; n++) {
      const rows = 1 + random.int(400);
      const factors = 1 + random.int(70);
      const { vectors, query } = drawnTable(random, rows, factors);
      const scan = new VectorScan(vectors, factors);
      const asked = Array.from({ length: rows }, () => random.int(rows));
      const scores = scan.scoresOf(query, asked);
      expect(scan.scoresOf(query, asked, scores)).toEqual(scores);
      const least = scores.map((score) => score + Math.abs(score) * random.normal());
      scan.scoresOf(query, asked, least).forEach((score, at) => {
        if (Number.isNaN(score) && scores[at]! < least[at]!) spared++;
        else expect(score).toBe(scores[at]);
      });
    }
    expect(spared).toBeGreaterThan(0);
  });

  it('finds, bit for bit, for many at once and with boosts what single searches find', () => {
    const random = new SeededRandom(15);
    for (let n = 0; n < 60; n++) {
      const rows = 1 + random.int(400);
      const factors = 1 + random.int(70);
      const { vectors, query } = drawnTable(random, rows, factors);
      const scan = new VectorScan(vectors, factors);
      for (let row = 0; row < rows; row += 7) scan.hide(row);
      const k = 1 + random.int(40);
      const bits = new RowBits(rows);
      for (let row = 0; row < rows; row++) bits.set(row, random.next() > 0.5);
      const asked = Array.from({ length: random.int(20) }, () => {
        const besides = Int32Array.from({ length: random.int(9) }, () => random.int(rows));
        const excluded = random.int(2) === 0 ? besides : { bits, besides };
        return { query: random.int(2) === 0 ? query : randomVectors(random, 1, factors), excluded };
      });
      expect(scan.topOfEach(asked, k)).toEqual(asked.map((one) => scan.top(one.query, k, one.excluded)));

      const some = Int32Array.from({ length: random.int(2 * rows) }, () => random.int(rows));
      const others = new RowBits(rows);
      others.fill();
      for (const row of some) others.set(row, false);
      for (const { excluded } of asked) {
        const besides = 'bits' in excluded ? excluded.besides : excluded;
        const left = 'bits' in excluded ? others.with(excluded.bits) : others;
        expect(scan.topAmong(query, k, some, excluded)).toEqual(scan.top(query, k, { bits: left, besides }));
      }

      // More groups than searches go through the table together; nothing is in one of them.
      const boosts = [0.1, 0.3, 0.7, 1.1, 1, 1.5, 3, 9, 10];
      const factorOf = Array.from({ length: rows }, () => boosts[random.int(boosts.length + 1)] ?? NaN);
      const boosted = boosts.map((factor) => {
        const others = new RowBits(rows);
        factorOf.forEach((own, row) => others.set(row, own !== factor));
        return { factor, others };
      });
      const left = [random.int(rows)];
      const { indices, scores } = scan.top(query, rows, left);
      const best = Array.from(indices, (row, at) => {
        const [score, factor] = [scores[at]!, factorOf[row]!];
        return { row, score: Math.fround(score < 0 ? score / factor : score * factor) };
      })
        .filter(({ score }) => Math.abs(score) < Infinity)
        .sort((a, b) => b.score - a.score || a.row - b.row)
        .slice(0, k);
      const found = scan.top(query, k, left, boosted);
      expect([n, [...found.indices]]).toEqual([n, best.map(({ row }) => row)]);
      expect([...found.scores]).toEqual(best.map(({ score }) => score));
    }
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
    expect(() => scan.top(Float32Array.of(NaN, 1), 1)).toThrow(RangeError);
    expect(() => new VectorScan(Float32Array.of(1, 2, 3), 2)).toThrow(RangeError);
    expect(() => new VectorScan(Float32Array.of(1, Infinity), 2)).toThrow(RangeError);
  });
});
