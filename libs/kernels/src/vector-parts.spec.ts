import { SeededRandom } from '#ml';
import { atOnce } from './norm-order.js';
import { RowBits } from './row-bits.js';
import { VectorParts } from './vector-parts.js';
import { VectorScan } from './vector-scan.js';

describe('VectorParts', () => {
  // Values that float32 multiplies and adds without rounding, so that ties are exact.
  it('answers as one scan of all rows, whatever is hidden and excluded', () => {
    const random = new SeededRandom(31);
    for (let n = 0; n < 60; n++) {
      const rows = 1 + random.int(90);
      const factors = 1 + random.int(20);
      const draw = (count: number) => Float32Array.from({ length: count * factors }, () => random.int(5) - 2);
      const vectors = draw(rows);
      const whole = new VectorScan(vectors, factors);
      const parts = atOnce(VectorParts.inSteps(vectors, factors, 8 * (1 + random.int(4))));
      for (const index of [whole, parts]) index.hide(rows >> 1);
      const query = draw(1);
      const some = Int32Array.from({ length: random.int(200) }, () => random.int(rows));
      const k = 1 + random.int(30);
      const another = draw(1);
      const boosted = [0.5, 2].map((factor, rest) => {
        const others = new RowBits(rows);
        for (let row = 0; row < rows; row++) others.set(row, row % 2 === rest);
        return { factor, others };
      });
      const answers = [whole, parts].map((index) => ({
        rows: index.rows,
        top: index.top(query, k, some.subarray(0, 9)),
        among: index.topAmong(query, k, some, some.subarray(0, 9)),
        amongBits: index.topAmong(query, k, some, { bits: new RowBits(rows).with([0, 1, 9]), besides: [2] }),
        nearest: index.nearest(query, k, some.subarray(0, 9)),
        withoutBits: index.top(query, k, { bits: new RowBits(rows).with(some.subarray(0, 9)), besides: [] }),
        each: index.topOfEach(
          [
            { query, excluded: some },
            { query: another, excluded: [] },
          ],
          k,
        ),
        boosted: index.top(query, k, some.subarray(0, 9), boosted),
        scores: index.scoresOf(query, some),
        least: index.scoresOf(query, some, index.scoresOf(query, some)),
        vectors: index.vectorsOf(some),
        norms: Array.from(some, (row) => index.norm(row)),
      }));
      expect(answers[1]).toEqual(answers[0]);
    }
  });

  it('holds no row of an empty table, and refuses values that are not finite', () => {
    expect(atOnce(VectorParts.inSteps(new Float32Array(0), 3)).rows).toBe(0);
    const steps = VectorParts.inSteps(Float32Array.of(1, 2, NaN, 4), 2, 1);
    expect(() => atOnce(steps)).toThrow(RangeError);
  });
});
