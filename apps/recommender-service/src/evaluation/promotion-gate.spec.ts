import type { HeldOutEvaluation } from './held-out-evaluation.js';
import { decidePromotion } from './promotion-gate.js';

const spread = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, standardError: 0.005 });

/** Only what the gate reads. */
function evaluation(
  als: number,
  popularity: number,
  champion: number | null = null,
  users = 5,
): HeldOutEvaluation {
  const metrics = (ndcg: number) => ({ k: 20, ndcg });
  return {
    als: metrics(als),
    popularity: metrics(popularity),
    champion: champion === null ? null : metrics(champion),
    aheadOf: { champion: champion === null ? null : spread(als - champion) },
    evaluatedUsers: users,
  } as HeldOutEvaluation;
}

describe('decidePromotion', () => {
  it('accepts what beats popularity and nothing else', () => {
    expect(decidePromotion(evaluation(0.2, 0.1))).toEqual({
      accepted: true,
      reasons: ['NDCG@20 0.2000 is above the 0.1000 of popularity on 5 users.'],
    });
    expect(decidePromotion(evaluation(0.1, 0.1)).accepted).toBe(false);
    expect(decidePromotion(evaluation(0.1, 0.2)).accepted).toBe(false);
  });

  it('refuses what is worse than the live version beyond chance', () => {
    expect(decidePromotion(evaluation(0.2, 0.1, 0.3))).toEqual({
      accepted: false,
      reasons: [
        'NDCG@20 0.2000 is above the 0.1000 of popularity on 5 users.',
        "NDCG@20 0.2000 is worse than the 0.3000 of the live version's parameters on the same users " +
          '(difference -0.1000, 95 % interval -0.1100 to -0.0900).',
      ],
    });
    expect(decidePromotion(evaluation(0.2, 0.1, 0.205)).accepted).toBe(true);
    expect(decidePromotion(evaluation(0.2, 0.1, 0.15)).accepted).toBe(true);
    expect(decidePromotion(evaluation(0.1, 0.2, 0.05)).accepted).toBe(false);
  });

  it('refuses what could not be judged, and says why', () => {
    expect(decidePromotion(null).reasons[0]).toContain('single day');
    expect(decidePromotion(evaluation(0, 0, null, 0)).reasons[0]).toContain('No user');
  });
});
