import { SeededRandom } from '../random/seeded-random.js';
import { addWeightedSquares } from './weighted-squares.js';

describe('addWeightedSquares', () => {
  it("adds weight * row row' of every row, whatever their number is", () => {
    const columns = 3;
    for (let rows = 0; rows < 10; rows++) {
      const random = new SeededRandom(rows);
      const values = Float64Array.from({ length: rows * columns }, () => random.next() - 0.5);
      const weights = Float64Array.from({ length: rows }, () => random.next());
      const sums = new Float64Array(columns * columns).fill(1);
      addWeightedSquares({ rows, columns, values }, weights, sums);
      for (let a = 0; a < columns; a++) {
        for (let b = 0; b < columns; b++) {
          let expected = 1;
          if (b <= a)
            weights.forEach((w, i) => (expected += w * values[i * columns + a]! * values[i * columns + b]!));
          expect(sums[a * columns + b]).toBeCloseTo(expected, 12);
        }
      }
    }
  });
});
