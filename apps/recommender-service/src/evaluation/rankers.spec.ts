import { SeededRandom } from '#ml';
import type { SparseRows } from '#ml';
import { modelRanker, popularityRanker } from './rankers.js';
import type { RankingTask } from './hold-out.js';

const FACTORS = 3;

/**
 * Percentile by its definition: songs that are neither played nor the song itself and score higher, equal
 * ones half.
 */
function plainPercentile(scores: number[], { played }: RankingTask, song: number): number {
  const others = scores.flatMap((score, n) => (n === song || played.includes(n) ? [] : [score]));
  const better = others.filter((score) => score > scores[song]!).length;
  const equal = others.filter((score) => score === scores[song]!).length;
  return (better + equal / 2) / Math.max(1, others.length);
}

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
  return { user: 0, played, wanted, wantsPercentiles: true };
}

describe('rankers', () => {
  it('place wanted songs where counting one by one places them, and list the best that were not played', () => {
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
        const [found] = [...ranker([task], 4)];
        const expected = Array.from(task.wanted, (song) => plainPercentile([...by], task, song));
        found!.percentiles!.forEach((value, n) => expect(value).toBeCloseTo(expected[n]!, 12));
        const best = Array.from(by.keys())
          .filter((song) => !task.played.includes(song))
          .sort((a, b) => by[b]! - by[a]! || a - b);
        expect([...found!.list]).toEqual(best.slice(0, 4));
      }
    }
  });
});
