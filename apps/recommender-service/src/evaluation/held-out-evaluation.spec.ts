import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET, PairCollector } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { evaluateHeldOut } from './held-out-evaluation.js';
import { decidePromotion } from './promotion-gate.js';

/**
 * Songs 1, 2, 3 have 3, 2 and 1 early listeners. User 1 knows song 1 and later meets 3; user 2 knows 1 and 2 and later
 * meets 3 and song 4, which nobody had heard before; user 3 knows all and meets nothing; user 4 comes late.
 */
function worked(): PairTable {
  const collector = new PairCollector();
  const early = (user: string, song: string): void => {
    collector.add(user, song, 1, 1);
  };
  const late = (user: string, song: string, weight = 1): void => {
    collector.add(user, song, weight, NOT_YET);
  };
  early('1', '1');
  late('1', '3');
  early('2', '1');
  early('2', '2');
  late('2', '3');
  late('2', '4');
  early('3', '1');
  early('3', '2');
  early('3', '3');
  late('4', '1');
  late('1', '2', 0);
  return collector.finish();
}

const plan = { k: 2, maxUsers: 100, seed: 1 };

describe('evaluateHeldOut', () => {
  const table = worked();
  const early = buildInteractionMatrix(table, 'early', 1);
  /** Prefers song 3, then 2, then 1, for everybody. */
  const model = {
    factors: 1,
    userFactors: new Float32Array(4).fill(1),
    songFactors: Float32Array.of(1, 2, 3),
  };

  it('gives the metrics worked out by hand, for the model and for popularity on the same users', () => {
    const found = evaluateHeldOut(table, early, model, plan);
    // Both users find song 3 first by the model; popularity gives user 1 songs 2, 3 and user 2 song 3.
    expect(found.als).toEqual({ k: 2, users: 2, recall: 1, ndcg: 1 });
    expect(found.popularity.recall).toBe(1);
    expect(found.popularity.ndcg).toBeCloseTo((1 / Math.log2(3) + 1) / 2, 12);
  });

  it('counts users, pairs, and pairs that no list could hold', () => {
    const found = evaluateHeldOut(table, early, model, plan);
    expect(found).toMatchObject({
      eligibleUsers: 2,
      evaluatedUsers: 2,
      heldOutPairs: 2,
      unreachablePairs: 1,
    });
  });

  it('draws as many users as it may, the same for the same seed', () => {
    const found = evaluateHeldOut(table, early, model, { ...plan, maxUsers: 1 });
    expect(found).toMatchObject({ eligibleUsers: 2, evaluatedUsers: 1, heldOutPairs: 2 });
    expect(evaluateHeldOut(table, early, model, { ...plan, maxUsers: 1 })).toEqual(found);
  });
});

describe('decidePromotion', () => {
  const metrics = (ndcg: number) => ({ k: 20, users: 5, recall: 0.5, ndcg });
  const evaluation = (als: number, popularity: number, users = 5) => ({
    als: metrics(als),
    popularity: metrics(popularity),
    eligibleUsers: users,
    evaluatedUsers: users,
    heldOutPairs: 9,
    unreachablePairs: 0,
  });

  it('accepts what beats popularity and nothing else', () => {
    expect(decidePromotion(evaluation(0.2, 0.1))).toEqual({
      accepted: true,
      reasons: ['NDCG@20 0.2000 is above the 0.1000 of popularity on 5 users.'],
    });
    expect(decidePromotion(evaluation(0.1, 0.1)).accepted).toBe(false);
    expect(decidePromotion(evaluation(0.1, 0.2)).accepted).toBe(false);
  });

  it('refuses what could not be judged, and says why', () => {
    expect(decidePromotion(null).reasons[0]).toContain('single day');
    expect(decidePromotion(evaluation(0, 0, 0)).reasons[0]).toContain('No user');
  });
});
