import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { PairCollector } from '../interactions/pair-table.js';
import { renumberModel } from './champion-vectors.js';
import type { Numbering } from './champion-vectors.js';

function numbering(pairs: [number, number][]): Numbering {
  const collector = new PairCollector();
  for (const [user, song] of pairs) collector.add(user, song, 1, 1);
  const table = collector.finish();
  return { table, matrix: buildInteractionMatrix(table, 'early', 1) };
}

describe('renumberModel', () => {
  it('moves vectors and item weights to the rows of their ids and leaves zeroes for what is unknown', () => {
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
      factorShare: 0.5,
      itemWeights: {
        rows: 2,
        columns: 2,
        starts: Int32Array.of(0, 1, 3),
        indices: Int32Array.of(1, 0, 1),
        weights: Float32Array.of(0.5, 0.25, 0.75),
      },
    };
    const moved = renumberModel(model, from, to);
    expect([...moved.userFactors]).toEqual([1, 2, 0, 0, 3, 4]);
    expect([...moved.songFactors]).toEqual([0, 0, 7, 8, 0, 0]);
    expect(moved.factorShare).toBe(0.5);
    // Of songs 20, 30 and 40 only 30 was known: what it gives itself is all that is left.
    expect([...moved.itemWeights.starts]).toEqual([0, 0, 1, 1]);
    expect([moved.itemWeights.indices[0], moved.itemWeights.weights[0]]).toEqual([1, 0.75]);
  });
});
