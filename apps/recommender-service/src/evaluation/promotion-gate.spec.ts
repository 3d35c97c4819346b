import type { HeldOutEvaluation } from './held-out-evaluation.js';
import { decidePromotion, newHoles } from './promotion-gate.js';

const spread = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, standardError: 0.005 });
const facts = { leastUsers: 5, synthetic: false, newHoles: [] };

interface Figures {
  als: number;
  popularity: number;
  neighbours?: number;
  champion?: number;
  users?: number;
}

/** Only what the gate reads. */
function evaluation({ als, popularity, neighbours = 0.1, champion, users = 5 }: Figures): HeldOutEvaluation {
  const metrics = (ndcg: number) => ({ k: 20, ndcg, users });
  return {
    als: metrics(als),
    popularity: metrics(popularity),
    neighbours: metrics(neighbours),
    champion: champion === undefined ? null : metrics(champion),
    aheadOf: {
      neighbours: spread(als - neighbours),
      champion: champion === undefined ? null : spread(als - champion),
    },
    evaluatedUsers: users,
  } as HeldOutEvaluation;
}

const isAccepted = (figures: Figures) => decidePromotion(evaluation(figures), facts).accepted;

describe('decidePromotion', () => {
  it('accepts what beats popularity, and says by how much it is ahead of each other', () => {
    expect(decidePromotion(evaluation({ als: 0.2, popularity: 0.1 }), facts)).toEqual({
      accepted: true,
      reasons: [
        'NDCG@20 0.2000 is above the 0.1000 of popularity on 5 users.',
        'It is not worse than item neighbours by more than 5 % (NDCG 0.1000 on 5 users, ' +
          'difference 0.1000, 95 % interval 0.0900 to 0.1100).',
      ],
    });
    expect(isAccepted({ als: 0.1, popularity: 0.1 })).toBe(false);
    expect(isAccepted({ als: 0.1, popularity: 0.2 })).toBe(false);
  });

  it('refuses what is worse than item neighbours beyond chance and margin', () => {
    // 5 % of 0.4 are 0.02, and the interval reaches 0.01 above the difference.
    expect(isAccepted({ als: 0.371, popularity: 0.1, neighbours: 0.4 })).toBe(true);
    expect(isAccepted({ als: 0.369, popularity: 0.1, neighbours: 0.4 })).toBe(false);
    const generated = decidePromotion(evaluation({ als: 0.2, popularity: 0.1, neighbours: 0.4 }), {
      ...facts,
      synthetic: true,
    });
    expect(generated).toMatchObject({
      accepted: true,
      reasons: [expect.any(String), expect.stringContaining('is worse than')],
    });
  });

  it('refuses what is worse than the live version beyond chance', () => {
    const worse = decidePromotion(evaluation({ als: 0.2, popularity: 0.1, champion: 0.3 }), facts);
    expect(worse.accepted).toBe(false);
    expect(worse.reasons.at(-1)).toBe(
      "NDCG@20 0.2000 is worse than the 0.3000 of the live version's parameters on the same users " +
        '(difference -0.1000, 95 % interval -0.1100 to -0.0900).',
    );
    expect(isAccepted({ als: 0.2, popularity: 0.1, champion: 0.205 })).toBe(true);
    expect(isAccepted({ als: 0.2, popularity: 0.1, champion: 0.15 })).toBe(true);
    expect(isAccepted({ als: 0.1, popularity: 0.2, champion: 0.05 })).toBe(false);
  });

  it('refuses what could not be evaluated, or on too few users, and says why', () => {
    expect(decidePromotion(null, facts).reasons[0]).toContain('single day');
    const nobody = evaluation({ als: 0, popularity: 0, users: 0 });
    expect(decidePromotion(nobody, facts).reasons[0]).toContain('No user');
    const few = decidePromotion(evaluation({ als: 0.2, popularity: 0.1, users: 4 }), facts);
    expect(few).toMatchObject({ accepted: false, reasons: [expect.stringContaining('Only 4 users')] });
  });

  it('refuses to replace a live version by one of days that broke since, and names one', () => {
    const hole = { day: '2017-05-02', kind: 'play', reason: 'part 3 missing' } as const;
    const known = { ...hole, day: '2017-04-01' };
    const notYet = { ...hole, day: '2017-05-03', reason: 'missing' };
    const broken = newHoles([known, hole, notYet], [known]);
    expect(broken).toEqual([hole]);
    const { accepted, reasons } = decidePromotion(evaluation({ als: 0.2, popularity: 0.1 }), {
      ...facts,
      newHoles: broken,
    });
    expect(accepted).toBe(false);
    expect(reasons.at(-1)).toContain('2017-05-02 (play: part 3 missing)');
  });
});
