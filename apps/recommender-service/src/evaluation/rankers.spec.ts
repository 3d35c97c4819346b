import { SeededRandom } from '#ml';
import type { SparseRows } from '#ml';
import { modelRanker, popularityRanker } from './rankers.js';
import type { RankingTask } from './hold-out.js';

const FACTORS = 3;

function fullMatrix(rows: number, weight: () => number, columns = rows): SparseRows {
  return {
    rows,
    columns,
    starts: Int32Array.from({ length: rows + 1 }, (_, row) => row * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, n) => n % columns),
    weights: Float32Array.from({ length: rows * columns }, weight),
  };
}

function randomTask(random: SeededRandom, songs: number): RankingTask {
  const shuffled = random.shuffle(Int32Array.from({ length: songs }, (_, n) => n));
  const played = shuffled.subarray(0, random.int(songs - 1)).toSorted();
  const wanted = shuffled
    .subarray(played.length, played.length + 1 + random.int(songs - played.length))
    .toSorted();
  return { user: 0, played, wanted };
}

describe('rankers', () => {
  it('score every song, and list the best that were not played', () => {
    const random = new SeededRandom(8);
    for (let round = 0; round < 200; round++) {
      const songs = 2 + random.int(12);
      // Few values, so that many scores are equal.
      const small = (length: number) => Float32Array.from({ length }, () => random.int(3));
      const model = {
        factors: FACTORS,
        userFactors: small(FACTORS),
        songFactors: small(FACTORS * songs),
        factorShare: random.int(3) / 2,
        itemWeights: fullMatrix(songs, () => 1 + random.int(3)),
      };
      const liked = fullMatrix(1, () => 1, songs);
      const listeners = Uint32Array.from({ length: songs }, () => random.int(4));
      const task = randomTask(random, songs);
      const scores = Array.from({ length: songs }, (_, song) =>
        model.userFactors.reduce(
          (sum, value, f) => sum + model.factorShare * value * model.songFactors[song * FACTORS + f]!,
          Array.from({ length: songs }, (__, own) => model.itemWeights.weights[own * songs + song]!).reduce(
            (sum, weight) => sum + weight,
          ),
        ),
      );
      for (const [ranker, by] of [
        [modelRanker(model, liked), scores],
        [popularityRanker(listeners), [...listeners]],
      ] as const) {
        const [found] = [...ranker.lists([task], 4)];
        const best = Array.from(by.keys())
          .filter((song) => !task.played.includes(song))
          .sort((a, b) => by[b]! - by[a]! || a - b);
        expect([...found!]).toEqual(best.slice(0, 4));
      }
    }
  });
});
