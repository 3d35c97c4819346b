import { ItemNeighbours, SeededRandom, sparseRowsFromTriples, transpose } from '#ml';
import type { SparseRows } from '#ml';
import { blend } from '../engines/fit-model.js';
import solveItems from '../engines/solve-items.js';
import { columnsOf } from './hold-out.js';
import { modelRanker } from './rankers.js';
import { scoreBlends } from './score-blends.js';
import { scoreRanker } from './score-ranker.js';
import { ITEMS } from '../../../../test/support/fixtures/training-task.js';

const USERS = 40;
const SONGS = 60;
const FACTORS = 3;

function randomLikes(random: SeededRandom): SparseRows {
  const pairs: [number, number][] = [];
  for (let user = 0; user < USERS; user++) {
    for (let song = 0; song < SONGS; song++) if (random.next() < 0.15) pairs.push([user, song]);
  }
  return sparseRowsFromTriples(
    USERS,
    SONGS,
    Int32Array.from(pairs, ([user]) => user),
    Int32Array.from(pairs, ([, song]) => song),
    Float32Array.from(pairs, () => 0.5 + random.next()),
  );
}

describe('scoreBlends', () => {
  it('finds for every share what a ranking of that blend finds', () => {
    const random = new SeededRandom(8);
    const liked = randomLikes(random);
    const table = (rows: number) => Float32Array.from({ length: rows * FACTORS }, () => random.normal());
    const factors = { factors: FACTORS, userFactors: table(USERS), songFactors: table(SONGS) };
    const parameters = {
      ...ITEMS,
      itemShare: 1,
      itemNeighbours: 8,
      itemShrinkage: 1,
      itemRidge: 1,
    } as const;
    const solved = transpose(
      solveItems({
        preferences: liked,
        parameters,
        songs: Int32Array.from({ length: SONGS }, (_, song) => song),
      }),
    );
    // Weights below 0 put songs behind others that no weight reaches.
    const weights = {
      ...solved,
      weights: solved.weights.map((weight, n) => (n % 3 === 0 ? -4 : 1) * weight),
    };
    expect(new ItemNeighbours(liked, { neighbours: 8, shrinkage: 1 }).of(0).indices.length).toBeGreaterThan(
      0,
    );
    const tasks = Array.from({ length: USERS }, (_, user) => ({
      user,
      played: columnsOf(liked, user),
      wanted: Int32Array.from({ length: SONGS }, (_2, song) => song).filter(
        (song) => !columnsOf(liked, user).includes(song) && (song + user) % 7 === 0,
      ),
    })).filter(({ wanted }) => wanted.length > 0);
    const shares = [0.2, 0.5, 0.9];
    const ratio = 1.7;
    const found = scoreBlends({ factors, weights, ratio, liked }, shares, tasks, 10, () => true);
    shares.forEach((share, n) => {
      const expected = scoreRanker(
        modelRanker({ ...factors, ...blend(weights, ratio, share) }, liked),
        tasks,
        10,
      );
      expect(found[n]!.ndcg).toBeCloseTo(expected.ndcg, 9);
      expect(found[n]!.recall).toBeCloseTo(expected.recall, 9);
    });
    expect(new Set(found.map(({ ndcg }) => ndcg)).size).toBe(3);
    // Those of the users who are through when the time ends.
    const parts = { factors, weights, ratio, liked };
    expect(scoreBlends(parts, shares, tasks, 10, (done) => done < 3)).toEqual(
      scoreBlends(parts, shares, tasks.slice(0, 3), 10, () => true),
    );
    expect(scoreBlends(parts, shares, tasks, 10, () => false)).toEqual([]);
  });
});
