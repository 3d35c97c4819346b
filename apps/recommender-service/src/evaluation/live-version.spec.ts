import { RowCollector } from '#ml';
import { FoldIn } from '#kernels';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { liveVersionModel, renumberModel } from './live-version.js';
import type { Numbering } from '../interactions/interaction-matrix.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

function numbering(pairs: [number, number][], weight = 1): Numbering {
  const collector = new PairCollector();
  for (const [user, song] of pairs) collector.add(user, song, weight, weight);
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

describe('liveVersionModel', () => {
  const objective = { form: 'hkv', alpha: 2, regularization: 0.5, frequencyExponent: 0 } as const;
  const songFactors = Float32Array.of(1, 0, 0, 1);
  const artefact = {
    factors: 2,
    userIds: BigInt64Array.of(1n),
    songIds: BigInt64Array.of(10n, 30n),
    userFactors: Float32Array.of(9, 9),
    songFactors,
    factorShare: 1,
    itemWeights: {
      rows: 2,
      columns: 2,
      starts: Int32Array.of(0, 1, 1),
      indices: Int32Array.of(1),
      weights: Float32Array.of(0.5),
    },
    played: {
      rows: 1,
      columns: 2,
      starts: new Int32Array(2),
      indices: new Int32Array(0),
      weights: new Float32Array(0),
    },
    coPlays: new RowCollector(2, 2, 0).finish(),
    listeners: new Uint32Array(2),
    isCold: new Uint8Array(2),
    devices: new Uint8Array(1),
  };

  it('folds what users like now into the vectors of the version, and knows no newer song', () => {
    const to = numbering([
      [1, 30],
      [2, 10],
      [2, 20],
      [3, 10],
    ]);
    const {
      userFactors,
      songFactors: moved,
      itemWeights,
    } = liveVersionModel(artefact, objective, { to, own: to }, [0, 1]);
    const folding = FoldIn.over(songFactors, 2, objective);
    expect([...moved]).toEqual([1, 0, 0, 0, 0, 1]);
    // User 1 likes song 30 now, whatever vector the version has; user 2 song 10 and one that it does not
    // know; user 3 was not asked for.
    expect([...userFactors.subarray(0, 2)]).toEqual([...folding.solve(Float32Array.of(0, 1), [1])]);
    expect([...userFactors.subarray(2, 4)]).toEqual([...folding.solve(Float32Array.of(1, 0, 0, 0), [1, 1])]);
    expect([...userFactors.subarray(4)]).toEqual([0, 0]);
    expect([...itemWeights.indices]).toEqual([2]);
  });

  it('weighs what users like as the version does', () => {
    const pairs: [number, number][] = [
      [1, 30],
      [2, 10],
    ];
    const [to, own] = [numbering(pairs), numbering(pairs, 3)];
    const { userFactors } = liveVersionModel(artefact, objective, { to, own }, [0]);
    const folding = FoldIn.over(songFactors, 2, objective);
    expect([...userFactors.subarray(0, 2)]).toEqual([...folding.solve(Float32Array.of(0, 1), [3])]);
  });
});
