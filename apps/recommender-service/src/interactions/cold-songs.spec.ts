import { coldPairs, coldSongs } from './cold-songs.js';
import { buildInteractionMatrix } from './interaction-matrix.js';
import { NOT_YET } from './pair-table.js';
import { SongSingersCollector } from './song-singers.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

const songs: [songId: number, singer: string, firstDay: number][] = [
  [10, 'A', 1],
  [20, 'A & B', 1],
  [30, 'A', 2],
  [40, 'C', 2],
  [50, 'B & A', 9],
  [60, 'B', 3],
  [70, 'A & B', 3],
];
const pairs: [user: number, song: number, weight: number, early: number][] = [
  [1, 10, 1, 1],
  [2, 10, 1, 1],
  [1, 20, 1, 1],
  [2, 20, 1, 1],
  [1, 30, 1, NOT_YET],
  [2, 40, 1, 1],
  [2, 70, 0, 0],
];

function asked(catalogue: typeof songs, until: number) {
  const collector = new PairCollector();
  for (const pair of pairs) collector.add(...pair);
  const table = collector.finish();
  const singers = new SongSingersCollector();
  for (const [song, singer, day] of catalogue) singers.add(String(song), singer, day);
  const matrix = buildInteractionMatrix(table, 'all', 2);
  return { table, cold: coldSongs(table, matrix, singers.finish(), until) };
}

describe('coldSongs', () => {
  it('are those without enough listeners whose singers have songs in the matrix', () => {
    const { cold } = asked(songs, 9);
    // Songs 10 and 20 are learned; nobody else sings with C.
    expect([...cold.songIds].map(Number)).toEqual([30, 50, 60, 70]);
    expect(cold.siblings.map((of) => [...of])).toEqual([[0, 1], [0, 1], [1]]);
    expect([...cold.groups]).toEqual([0, 1, 2, 1]);
  });

  it('do not exist before the day on which they are first heard of', () => {
    expect([...asked(songs, 3).cold.songIds].map(Number)).toEqual([30, 60, 70]);
  });

  it('are the five newest of a singer', () => {
    const many = Array.from({ length: 9 }, (_, n): (typeof songs)[number] => [100 + n, 'a', 20 - n]);
    const { cold } = asked([...songs, ...many], 99);
    expect([...cold.songIds].map(Number)).toEqual([60, 100, 101, 102, 103, 104]);
  });

  it('are met by the users of the table', () => {
    const { table, cold } = asked(songs, 9);
    const met: number[][] = [];
    coldPairs(table, cold, (...pair) => met.push(pair));
    // User 1 is the first of the table, and likes song 30 after the cut; user 2 has skipped song 70.
    expect(met).toEqual([
      [0, 0, 1, NOT_YET],
      [1, 3, 0, 0],
    ]);
  });

  it('are those with a property that songs of the matrix have, too, where properties place them', () => {
    const singers = new SongSingersCollector();
    singers.add('10', 'A', 1, ['rock', 'zh']);
    singers.add('20', 'A & B', 1, ['pop']);
    for (const [song, trait] of [30, 31, 32, 33, 34, 35].map((id) => [id, 'pop'] as const))
      singers.add(String(song), null, song, [trait]);
    singers.add('40', 'C', 1, ['jazz']);
    singers.add('50', 'A', 1, ['zh', 'pop']);
    const { table } = asked(songs, 9);
    const matrix = buildInteractionMatrix(table, 'all', 2);
    const catalogue = singers.finish();
    const cold = coldSongs(table, matrix, catalogue, 99, 'properties');
    // Of those without a singer the five newest.
    expect([...cold.songIds].map(Number)).toEqual([31, 32, 33, 34, 35, 50]);
    expect([...cold.groups]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(cold.siblings.map((of) => [...of])).toEqual([[], [0, 1]]);
    // Singers A, B and C, then rock, zh, pop and jazz.
    expect(cold.traits!.count).toBe(7);
    expect(cold.traits!.ofGroups.map((of) => [...of])).toEqual([[5], [0, 4, 5]]);
    expect(cold.traits!.ofSongs.map((of) => [...of])).toEqual([
      [0, 3, 4],
      [0, 1, 5],
    ]);
    expect([...coldSongs(table, matrix, catalogue, 99).songIds].map(Number)).toEqual([50]);
  });
});
