import { SeededRandom } from '../random/seeded-random.js';
import { addWeightedSquares } from './weighted-squares.js';

describe('addWeightedSquares', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 50])(
    "adds weight * row row' of every row, of %d columns",
    (columns) => {
      for (const rows of [0, 1, 63, 64, 65, 200]) {
        const random = new SeededRandom(rows);
        const values = Float64Array.from({ length: rows * columns }, () => random.next() - 0.5);
        const weights = Float64Array.from({ length: rows }, () => random.next());
        const sums = new Float64Array(columns * columns).fill(1);
        addWeightedSquares({ rows, columns, values }, weights, sums);
        for (let a = 0; a < columns; a++) {
          for (let b = 0; b < columns; b++) {
            let expected = 1;
            if (b <= a)
              weights.forEach(
                (w, i) => (expected += w * values[i * columns + a]! * values[i * columns + b]!),
              );
            expect(sums[a * columns + b]).toBeCloseTo(expected, 11);
          }
        }
      }
    },
  );
});
