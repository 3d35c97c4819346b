import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { PairCollector } from '../interactions/pair-table.js';
import { renumberVectors } from './champion-vectors.js';
import type { Numbering } from './champion-vectors.js';

function numbering(pairs: [number, number][]): Numbering {
  const collector = new PairCollector();
  for (const [user, song] of pairs) collector.add(user, song, 1, 1);
  const table = collector.finish();
  return { table, matrix: buildInteractionMatrix(table, 'early', 1) };
}

describe('renumberVectors', () => {
  it('moves vectors to the rows of their ids and leaves zeroes for what is unknown', () => {
    const from = numbering([
      [1, 10],
      [3, 30],
    ]);
    const to = numbering([
      [1, 30],
      [2, 20],
      [3, 40],
    ]);
    const model = {
      factors: 2,
      userFactors: Float32Array.of(1, 2, 3, 4),
      songFactors: Float32Array.of(5, 6, 7, 8),
    };
    const moved = renumberVectors(model, from, to);
    expect([...moved.userFactors]).toEqual([1, 2, 0, 0, 3, 4]);
    expect([...moved.songFactors]).toEqual([0, 0, 7, 8, 0, 0]);
  });
});
