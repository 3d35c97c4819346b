import { sparseRowsFromTriples } from '#ml';
import { coldPriors } from './cold-priors.js';

const model = {
  factors: 2,
  userFactors: new Float32Array(0),
  songFactors: Float32Array.of(1, 0, 3, 2, 0, 8, 5, 5),
  factorShare: 0.5,
  // What songs 0 and 3 add to others: 0 to 1 and 2, 3 to 1.
  itemWeights: sparseRowsFromTriples(
    4,
    4,
    Int32Array.of(0, 0, 3),
    Int32Array.of(1, 2, 1),
    Float32Array.of(3, 5, -4),
  ),
};

describe('coldPriors', () => {
  const { vectors, itemWeights } = coldPriors(model, [Int32Array.of(0, 1), Int32Array.of(2)]);

  it('are the sum of the songs by so many and two more', () => {
    expect([...vectors]).toEqual([4 / 4, 2 / 4, 0, Math.fround(8 / 3)]);
  });

  it('take the mean weight of a liked song for the others of the singer, not for itself', () => {
    expect([...itemWeights.starts]).toEqual([0, 2, 3]);
    expect([...itemWeights.indices]).toEqual([0, 3, 0]);
    expect([...itemWeights.weights].map((weight) => Number(weight.toFixed(6)))).toEqual([
      1,
      -1,
      Number((5 / 3).toFixed(6)),
    ]);
  });

  it('keep the hundred largest weights of a group', () => {
    const songs = 200;
    const sources = Int32Array.from({ length: songs - 1 }, (_, n) => n);
    const many = sparseRowsFromTriples(
      songs,
      songs,
      sources,
      new Int32Array(songs - 1).fill(songs - 1),
      Float32Array.from(sources, (song) => (song % 2 === 0 ? 1 : -1) * (song + 1)),
    );
    const one = { ...model, songFactors: new Float32Array(2 * songs), itemWeights: many };
    const found = coldPriors(one, [Int32Array.of(songs - 1)]).itemWeights;
    expect([...found.indices]).toEqual(Array.from({ length: 100 }, (_, n) => 99 + n));
  });
});
