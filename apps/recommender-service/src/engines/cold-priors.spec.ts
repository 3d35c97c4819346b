import { SeededRandom, sparseRowsFromTriples } from '#ml';
import { Matrix, solve } from 'ml-matrix';
import { factorsAlone } from './fit-model.js';
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
  const { vectors, itemWeights } = coldPriors(model, {
    siblings: [Int32Array.of(0, 1), Int32Array.of(2)],
    traits: null,
  });

  it('are the sum of the songs by so many and two more', () => {
    expect([...vectors]).toEqual([4 / 4, 2 / 4, 0, Math.fround(8 / 3)]);
  });

  it('take the mean weight of a liked song for the others of the singer, and what liking one of the singer counts', () => {
    expect([...itemWeights.starts]).toEqual([0, 3, 5]);
    // Songs 0, 1 and 3 speak for the first group, of which 0 and 1 are; songs 0 and 2 for the second, which is 2.
    expect([...itemWeights.indices]).toEqual([0, 1, 3, 0, 2]);
    [3 / 3 + 1 / 2, 1 / 2, -4 / 4, 5 / 3, 1 / Math.sqrt(3)].forEach((weight, n) => {
      expect(itemWeights.weights[n]).toBeCloseTo(weight, 6);
    });
  });

  it('keep the hundred largest weights of other singers', () => {
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
    const found = coldPriors(one, { siblings: [Int32Array.of(songs - 1)], traits: null }).itemWeights;
    expect([...found.indices]).toEqual(Array.from({ length: 101 }, (_, n) => 99 + n));
  });

  it('add up, by properties, to the ridge regression of the vectors of songs on these', () => {
    const random = new SeededRandom(4);
    const [songs, traits, factors] = [60, 5, 3];
    const ofSongs = Array.from({ length: songs }, () =>
      Int32Array.from(Array.from({ length: traits }, (_, n) => n).filter(() => random.next() < 0.4)),
    );
    const songFactors = Float32Array.from({ length: songs * factors }, () => random.normal());
    const ofGroups = [Int32Array.of(0, 2), Int32Array.of(4), new Int32Array(0)];
    const made = coldPriors(
      { ...model, factors, songFactors, ...factorsAlone(songs) },
      { siblings: ofGroups.map(() => new Int32Array(0)), traits: { count: traits, ofGroups, ofSongs } },
    );
    const has = new Matrix(
      ofSongs.map((of) => Array.from({ length: traits }, (_, n) => Number(of.includes(n)))),
    );
    const left = Matrix.from1DArray(songs, factors, [...songFactors]);
    const mean = left.mean('column');
    const ridge = has
      .transpose()
      .mmul(has)
      .add(Matrix.eye(traits, traits, 2));
    const effects = solve(ridge, has.transpose().mmul(left.subRowVector(mean)));
    ofGroups.forEach((of, group) => {
      for (let f = 0; f < factors; f++) {
        const expected = of.reduce((sum, trait) => sum + effects.get(trait, f), mean[f]!);
        expect(made.vectors[group * factors + f]).toBeCloseTo(expected, 2);
      }
    });
  });
});
