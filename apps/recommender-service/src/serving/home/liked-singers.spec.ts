import { SongFacts } from '../../answers/constraints/song-facts.js';
import { likedSingers } from './liked-singers.js';

const facts = new SongFacts(4);
['A', 'B & A', null, 'C'].forEach((singer, row) => {
  facts.add(row, singer, 200);
});
const namesOf = (songs: number[], weights: number[], most = 9): string[] =>
  likedSingers({ songs: Int32Array.from(songs), weights: Float32Array.from(weights) }, facts, most).map(
    ({ name }) => name,
  );

describe('likedSingers', () => {
  it('sums the weights of their songs, each song for each of its singers', () => {
    expect(namesOf([0, 1, 3], [1, 1, 1.5])).toEqual(['A', 'C', 'B']);
    expect(namesOf([0, 1, 3], [1, 1, 1.5], 1)).toEqual(['A']);
  });

  it('knows none of a song without one, or that was only skipped', () => {
    expect(namesOf([1, 2], [0, 5])).toEqual([]);
  });
});
