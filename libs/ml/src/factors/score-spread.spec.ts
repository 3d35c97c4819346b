import { SeededRandom } from '../random/seeded-random.js';
import { ScoreSpread } from './score-spread.js';

it('is the standard deviation of the scores but for some, computed one by one', () => {
  const random = new SeededRandom(3);
  for (let round = 0; round < 50; round++) {
    const factors = 1 + random.int(5);
    const rows = 1 + random.int(9);
    const vectors = Float32Array.from({ length: rows * factors }, () => random.normal());
    const query = Float32Array.from({ length: factors }, () => random.normal());
    const scores = Array.from({ length: rows }, (_, row) =>
      query.reduce((sum, value, f) => sum + value * vectors[row * factors + f]!, 0),
    );
    const without = Int32Array.from(scores.keys()).filter((row) => row > 0 && random.int(3) === 0);
    const counted = scores.filter((_, row) => !without.includes(row));
    const mean = counted.reduce((sum, score) => sum + score, 0) / counted.length;
    const variance = counted.reduce((sum, score) => sum + (score - mean) ** 2, 0) / counted.length;
    expect(new ScoreSpread(vectors, factors).of(query, without)).toBeCloseTo(Math.sqrt(variance), 4);
  }
});
