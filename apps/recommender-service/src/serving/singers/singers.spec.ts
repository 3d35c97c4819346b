import { SongFacts } from '../../answers/constraints/song-facts.js';
import { singersOfSongs } from './singers.js';

const SINGERS = ['A', 'A', 'A', 'A', 'B', 'B & C', null];
const facts = new SongFacts(SINGERS.length);
SINGERS.forEach((singer, row) => {
  facts.add(row, singer, 200);
});

const scoresOf = (rows: number[], scores: number[]): [string, number, number][] =>
  singersOfSongs({ rows, scores }, facts).map(({ name, score, songs }) => [name, score, songs]);

describe('singersOfSongs', () => {
  it('sums the three best songs of each singer, however many there are', () => {
    expect(scoresOf([0, 4, 1, 2, 3], [4, 3.5, 2, 1, 0.5])).toEqual([
      ['A', 7, 4],
      ['B', 3.5, 1],
    ]);
  });

  it('counts a song of several for each of them, first come first among equals', () => {
    expect(scoresOf([6, 5, 0], [9, 2, 2])).toEqual([
      ['B', 2, 1],
      ['C', 2, 1],
      ['A', 2, 1],
    ]);
  });
});
