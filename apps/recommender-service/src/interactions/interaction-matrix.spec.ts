import { buildInteractionMatrix, likedSizes } from './interaction-matrix.js';
import { NOT_YET } from './pair-table.js';
import type { PairTable } from './pair-table.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

type Pair = [userId: number | bigint, songId: number, weight: number, earlyWeight: number];

function table(pairs: Pair[]): PairTable {
  const collector = new PairCollector();
  for (const pair of pairs) collector.add(...pair);
  return collector.finish();
}

const PAIRS: Pair[] = [
  [9223372036854775807n, 30, 1, 1],
  [5, 30, 2, NOT_YET],
  [5, 200, 0, 0],
  [7, 200, 3, 3],
  [5, 1000, 4, 4],
  [7, 30, 0.5, 0.25],
];

describe('likedSizes', () => {
  it.each([1, 2, 3, 4])('are those of the matrix with songs of %i listeners', (minListeners) => {
    const { liked } = buildInteractionMatrix(table(PAIRS), 'all', minListeners);
    const users = Array.from({ length: liked.rows }, (_, n) => liked.starts[n + 1]! - liked.starts[n]!);
    expect(likedSizes(table(PAIRS), minListeners)).toEqual({
      users: users.filter((pairs) => pairs > 0).length,
      songs: liked.columns,
      pairs: liked.indices.length,
    });
  });
});

describe('buildInteractionMatrix', () => {
  it('leaves out songs with too few listeners; a skip makes no listener', () => {
    const all = buildInteractionMatrix(table(PAIRS), 'all', 2);
    expect([...all.songOf]).toEqual([0, -1, -1]);
    expect([...all.tableSongs]).toEqual([0]);
    expect([...all.listeners]).toEqual([3]);
    expect([...all.liked.starts]).toEqual([0, 1, 2, 3]);
    expect([...all.liked.weights]).toEqual([2, 0.5, 1]);
  });

  it('does not learn from skipped songs', () => {
    const all = buildInteractionMatrix(table(PAIRS), 'all', 1);
    expect([...all.liked.indices.subarray(0, all.liked.starts[1])]).toEqual([0, 2]);
  });

  it('sees only the days up to the cut in the early part', () => {
    const early = buildInteractionMatrix(table(PAIRS), 'early', 2);
    expect([...early.listeners]).toEqual([2]);
    expect([...early.liked.weights]).toEqual([0.25, 1]);
  });

  it('takes an empty table', () => {
    const none = buildInteractionMatrix(table([]), 'all', 2);
    expect(none.liked.rows).toBe(0);
    expect(none.tableSongs.length).toBe(0);
  });
});
