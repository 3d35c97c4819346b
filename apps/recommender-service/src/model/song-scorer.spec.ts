import { RowBits, VectorScan } from '#kernels';
import { LinearItems, SeededRandom, sparseRowsFromTriples } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';
import { SongScorer } from './song-scorer.js';
import type { Taste } from './song-scorer.js';

const SONGS = 300;
const FACTORS = 5;
const HIDDEN = new Set([2, 40, 41, 170]);

const NO_WEIGHTS = {
  starts: new Int32Array(SONGS + 1),
  indices: new Int32Array(0),
  weights: new Float32Array(0),
};

type Numbers = 'whole' | 'any';

/** Whole numbers give many equal scores, all of them exact; some vectors are zero. */
function vectorsOf(random: SeededRandom, numbers: Numbers): Float32Array {
  const vectors = Float32Array.from({ length: SONGS * FACTORS }, () =>
    numbers === 'whole' ? random.int(5) - 2 : random.normal(),
  );
  for (const song of [7, 40, 99]) vectors.fill(0, song * FACTORS, (song + 1) * FACTORS);
  return vectors;
}

/** About a third of the songs reach others, some by weights below 0. */
function weightsOf(random: SeededRandom, numbers: Numbers): SparseRows {
  const rows: number[] = [];
  const columns: number[] = [];
  const weights: number[] = [];
  for (let song = 0; song < SONGS; song += 3) {
    const to = new Set(Array.from({ length: 40 }, () => random.int(SONGS)));
    for (const other of to) {
      rows.push(song);
      columns.push(other);
      weights.push(numbers === 'whole' ? random.int(17) - 6 : random.normal());
    }
  }
  return sparseRowsFromTriples(
    SONGS,
    SONGS,
    Int32Array.from(rows),
    Int32Array.from(columns),
    Float32Array.from(weights),
  );
}

/** Weights of a history by song, only of songs that have one. */
function reachedBy({ starts, indices, weights }: SparseRows, liked: Int32Array): Map<number, number> {
  const sums = new Map<number, number>();
  for (const song of liked) {
    for (let at = starts[song]!; at < starts[song + 1]!; at++) {
      sums.set(indices[at]!, (sums.get(indices[at]!) ?? 0) + weights[at]!);
    }
  }
  return sums;
}

/** The list by scoring and sorting every song. */
function sorted(scoreOf: (song: number) => number | undefined, k: number, excluded: readonly number[]) {
  const left = new Set([...excluded, ...HIDDEN]);
  return Array.from({ length: SONGS }, (_, song) => ({ song, score: scoreOf(song) }))
    .filter((scored): scored is { song: number; score: number } => scored.score !== undefined)
    .filter(({ song }) => !left.has(song))
    .sort((a, b) => b.score - a.score || a.song - b.song)
    .slice(0, k);
}

function expectList(found: RankedIndices, expected: ReturnType<typeof sorted>): void {
  expect([...found.indices]).toEqual(expected.map(({ song }) => song));
  const off = expected.map(({ score }, n) => Math.abs(found.scores[n]! - score));
  expect(Math.max(0, ...off)).toBeLessThan(1e-3);
}

describe.each(['whole', 'any'] as const)('SongScorer by vectors of %s numbers', (numbers) => {
  const random = new SeededRandom(29);
  const vectors = vectorsOf(random, numbers);
  const itemWeights = weightsOf(random, numbers);
  const index = new VectorScan(vectors, FACTORS);
  for (const song of HIDDEN) index.hide(song);
  const tastes = Array.from({ length: 24 }, (_, n): Taste & { excluded: number[] } => ({
    vector: Float32Array.from({ length: FACTORS }, () =>
      n === 0 ? 0 : numbers === 'whole' ? random.int(7) - 3 : random.normal(),
    ),
    liked: Int32Array.from(new Set(Array.from({ length: n % 12 }, () => random.int(SONGS)))),
    excluded: Array.from({ length: 3 * n }, () => random.int(SONGS)),
  }));

  it.each([0, 0.25, 1])('finds what scoring every song finds, factors at %d', (share) => {
    const scorer = new SongScorer(index, { factorShare: share, itemWeights }, (song) => HIDDEN.has(song));
    for (const k of [1, 10, SONGS]) {
      tastes.forEach((taste) => {
        const reached = reachedBy(itemWeights, taste.liked);
        const products = index.scoresOf(taste.vector, everySong());
        const expected = sorted(
          (song) => (share === 0 ? reached.get(song) : share * products[song]! + (reached.get(song) ?? 0)),
          k,
          taste.excluded,
        );
        expectList(scorer.top(taste, k, taste.excluded), expected);
        expectList(
          scorer.top(taste, k, { bits: new RowBits(SONGS).with(taste.excluded), besides: [] }),
          expected,
        );
      });
    }
  });

  it.each([0, 0.25, 1])(
    'finds of some songs what it finds of all without the others, factors at %d',
    (share) => {
      const popularity = Float32Array.from({ length: SONGS }, (_, song) => (song % 50 === 0 ? 3 : 0));
      for (const weights of [itemWeights, { ...itemWeights, ...NO_WEIGHTS }]) {
        const parts = { factorShare: share, itemWeights: weights, popularity };
        const scorer = new SongScorer(index, parts, (song) => HIDDEN.has(song));
        tastes.forEach((taste, n) => {
          const some = Array.from({ length: 20 * n }, (_, at) => (at * 7 + n) % SONGS);
          const others = everySong().filter((song) => !some.includes(song));
          const bits = new RowBits(SONGS).with([3, 4, 5 * n]);
          for (const k of [1, 10, SONGS])
            for (const excluded of [taste.excluded, { bits, besides: taste.excluded }]) {
              const left = new RowBits(SONGS).with(excluded).with(others);
              const all = scorer.top(taste, k, { bits: left, besides: [] });
              expect(scorer.topOf(some, taste, k, excluded)).toEqual(all);
            }
        });
      }
    },
  );

  it.each([0, 0.25, 1])('finds with boosts what scoring every song finds, factors at %d', (share) => {
    const scorer = new SongScorer(index, { factorShare: share, itemWeights }, (song) => HIDDEN.has(song));
    const factors = [0.5, 1, 4];
    const factorOf = (song: number): number => factors[song % 3]!;
    const groups = factors.map((factor) => {
      const others = new RowBits(SONGS);
      for (let song = 0; song < SONGS; song++) others.set(song, factorOf(song) !== factor);
      return { factor, others };
    });
    for (const k of [1, 10, SONGS]) {
      for (const taste of tastes) {
        const reached = reachedBy(itemWeights, taste.liked);
        const products = index.scoresOf(taste.vector, everySong());
        const expected = sorted(
          (song) => {
            if (share === 0 && !reached.has(song)) return undefined;
            const score = share * products[song]! + (reached.get(song) ?? 0);
            return score < 0 ? score / factorOf(song) : score * factorOf(song);
          },
          k,
          taste.excluded,
        );
        expectList(scorer.top(taste, k, taste.excluded, { groups, factorOf }), expected);
      }
    }
  });

  it.each([0, 0.25, 1])('adds recent popularity to lists and scores alike, factors at %d', (share) => {
    const popularity = Float32Array.from({ length: SONGS }, (_, song) =>
      song % 3 === 0 ? (song % 7) - 2 : 0,
    );
    for (const weights of [itemWeights, { ...itemWeights, ...NO_WEIGHTS }]) {
      const parts = { factorShare: share, itemWeights: weights, popularity };
      const scorer = new SongScorer(index, parts, (song) => HIDDEN.has(song));
      const without = new SongScorer(index, { factorShare: share, itemWeights: weights });
      for (const taste of tastes) {
        const plain = without.scoresOf(taste, everySong());
        const reached = reachedBy(weights, taste.liked);
        const isFound = (song: number) =>
          share > 0 || weights !== itemWeights || reached.has(song) || popularity[song] !== 0;
        const expected = sorted(
          (song) => (isFound(song) ? plain[song]! + popularity[song]! : undefined),
          10,
          taste.excluded,
        );
        const list = scorer.top(taste, 10, taste.excluded);
        expectList(list, expected);
        scorer.scoresOf(taste, [...list.indices]).forEach((score, n) => {
          expect(score).toBeCloseTo(list.scores[n]!, 4);
        });
        expect(scorer.nearest(5, 4, []).indices).toEqual(
          new SongScorer(index, { ...parts, popularity: new Float32Array(SONGS) }, (song) =>
            HIDDEN.has(song),
          ).nearest(5, 4, []).indices,
        );
      }
    }
  });

  it.each([0, 0.25, 1])(
    'finds, bit for bit, of many at once what it finds of each, factors at %d',
    (share) => {
      const excluded = tastes.map((taste) => taste.excluded);
      for (const weights of [itemWeights, { ...itemWeights, ...NO_WEIGHTS }]) {
        const parts = { factorShare: share, itemWeights: weights, popularity: Float32Array.of(0, 2) };
        const scorer = new SongScorer(index, parts, (song) => HIDDEN.has(song));
        const each = tastes.map((taste) => scorer.top(taste, 10, taste.excluded));
        expect(scorer.topOfEach(tastes, 10, excluded)).toEqual(each);
      }
    },
  );

  it('counts factors whole where no song has a weight for another', () => {
    const taste = { vector: index.vector(1), liked: Int32Array.of(3) };
    const scorer = new SongScorer(index, {
      factorShare: 0.5,
      itemWeights: { ...itemWeights, ...NO_WEIGHTS },
    });
    const { indices, scores } = scorer.top(taste, 5, []);
    scorer.scoresOf(taste, [...indices]).forEach((score, n) => expect(score).toBeCloseTo(scores[n]!, 4));
  });

  it.each([0, 0.25, 1])('gives a song the same score alone and among all, factors at %d', (share) => {
    const scorer = new SongScorer(index, { factorShare: share, itemWeights });
    const coPlays = new LinearItems(itemWeights);
    for (const taste of tastes.flatMap((one) => [one, { ...one, counts: one.liked, coPlays }])) {
      const among = scorer.scoresOf(taste, everySong());
      for (const song of everySong()) expect(among[song]).toBeCloseTo(scorer.scoresOf(taste, [song])[0]!, 6);
      const best = sorted((song) => (among[song]! > 0 ? among[song] : undefined), 10, []);
      const shown = everySong().filter((song) => !HIDDEN.has(song));
      expect([...scorer.topAmong(taste, shown, 10)]).toEqual(best.map(({ song }) => song));
    }
  });

  it('finds the songs most like one', () => {
    const share = 0.4;
    const scorer = new SongScorer(index, { factorShare: share, itemWeights }, (song) => HIDDEN.has(song));
    for (const song of numbers === 'whole' ? [] : [0, 1, 3, 30, 120, 297]) {
      const vector = index.vector(song);
      const products = index.scoresOf(vector, everySong());
      const reached = reachedBy(itemWeights, Int32Array.of(song));
      const largest = Math.max(...[...reached.values()].map(Math.abs));
      const expected = sorted(
        (other) => {
          const length = Math.hypot(...vector) * Math.hypot(...index.vector(other));
          if (length === 0 && !reached.has(other)) return undefined;
          const ofItems = reached.has(other) ? ((1 - share) * reached.get(other)!) / largest : 0;
          return ofItems + share * (products[other]! / (length || 1));
        },
        20,
        [song],
      );
      expectList(scorer.nearest(song, 20, [song]), expected);
    }
  });
});

const everySong = (): number[] => Array.from({ length: SONGS }, (_, song) => song);
