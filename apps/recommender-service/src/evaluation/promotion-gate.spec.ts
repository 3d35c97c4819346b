import { anchorOf, decidePromotion, newHoles, refusesParameters } from './promotion-gate.js';
import type { GateFacts } from './promotion-gate.js';
import type { HeldOutEvaluationDto, ModelEvaluationDto } from './evaluation.dto.js';

const LIVE = { users: 100, likedPairs: 1_000 };

const facts: GateFacts = {
  model: 'factors',
  leastUsers: 5,
  margin: 0.05,
  popularityMargin: 0,
  synthetic: false,
  live: null,
  learned: { users: 90, likedPairs: 900 },
  newHoles: [],
};

interface Figures {
  model: number;
  popularity: number;
  neighbours?: number;
  liveParameters?: number;
  liveVersion?: number;
  users?: number;
  anchor?: number;
  /** Half the width of every interval. */
  halfWidth?: number;
}

function metrics(ndcg: number, users: number): Pick<ModelEvaluationDto, keyof ModelEvaluationDto> {
  const interval = { value: ndcg, low: ndcg, high: ndcg, standardError: 0 };
  return {
    k: 20,
    ndcg,
    users,
    recall: 0,
    map: 0,
    hitRate: 0,
    at: [],
    intervals: { ndcg: interval, recall: interval },
    byActivity: [],
    byPopularity: [],
  };
}

function evaluation({ users = 5, halfWidth = 0.01, ...figures }: Figures): HeldOutEvaluationDto {
  const { model, popularity, neighbours = 0.1, liveParameters, liveVersion, anchor } = figures;
  const ahead = (other: number) => {
    const value = model - other;
    return { value, low: value - halfWidth, high: value + halfWidth, standardError: halfWidth / 2 };
  };
  const some = <T>(value: number | undefined, of: (value: number) => T) =>
    value === undefined ? null : of(value);
  return {
    model: metrics(model, users),
    popularity: metrics(popularity, users),
    neighbours: metrics(neighbours, users),
    liveParameters: some(liveParameters, (ndcg) => metrics(ndcg, users)),
    liveVersion: some(liveVersion, (ndcg) => metrics(ndcg, users)),
    anchor: some(anchor, (ndcg) => metrics(ndcg, users)),
    aheadOf: {
      popularity: ahead(popularity),
      neighbours: ahead(neighbours),
      liveParameters: some(liveParameters, ahead),
      liveVersion: some(liveVersion, ahead),
      anchor: some(anchor, ahead),
    },
    evaluatedUsers: users,
    comparedUsers: users,
    eligibleUsers: users,
    heldOutPairs: users,
    unreachablePairs: 0,
  };
}

const decide = (figures: Figures, more: Partial<GateFacts> = {}) =>
  decidePromotion(evaluation(figures), { ...facts, ...more });
const isAccepted = (figures: Figures) => decide(figures).accepted;

describe('decidePromotion', () => {
  it('accepts what is above both baselines, and says by how much', () => {
    expect(decide({ model: 0.2, popularity: 0.1 })).toEqual({
      accepted: true,
      undecided: false,
      reasons: [
        'Passed: NDCG@20 0.2000 of the factors is above the 0.1000 of popularity ' +
          '(difference 0.1000, 95 % interval 0.0900 to 0.1100, 5 users).',
        'Passed: NDCG@20 0.2000 of the factors is above the 0.1000 of item neighbours ' +
          '(difference 0.1000, 95 % interval 0.0900 to 0.1100, 5 users).',
      ],
    });
  });

  it('wants it shown to be above popularity, and refuses what popularity beats in the mean', () => {
    const open = decide({ model: 0.409, popularity: 0.4 });
    expect(open).toMatchObject({ accepted: false, undecided: true });
    expect(open.reasons[0]).toMatch(
      /^Undecided: .* may be worse than the 0.4000 of popularity: too few users/,
    );
    for (const model of [0.391, 0.3999]) {
      const worse = decide({ model, popularity: 0.4 });
      expect(worse).toMatchObject({ accepted: false, undecided: false });
      expect(worse.reasons[0]).toMatch(/^Failed: .* is worse than the 0.4000 of popularity \(/);
    }
    expect(isAccepted({ model: 0.411, popularity: 0.4 })).toBe(true);
    expect(decide({ model: 0.391, popularity: 0.4 }, { popularityMargin: 0.05 }).accepted).toBe(true);
    expect(isAccepted({ model: 0, popularity: 0, neighbours: 0, halfWidth: 0 })).toBe(true);
  });

  it.each([
    ['liked pairs', { learned: { users: 90, likedPairs: 740 } }],
    ['users', { learned: { users: 74, likedPairs: 900 } }],
  ])('cannot decide where there is a quarter less of %s than the live version had', (what, lost) => {
    const figures = { model: 0.2, popularity: 0.1 };
    expect(decide(figures, { live: LIVE }).accepted).toBe(true);
    const found = decide(figures, { live: LIVE, ...lost });
    expect(found).toMatchObject({ accepted: false, undecided: true });
    expect(found.reasons.at(-1)).toMatch(
      new RegExp(`^Undecided: .*${what}.*a part of the events may be missing`),
    );
    expect(decide(figures, { ...lost, live: null }).accepted).toBe(true);
  });

  it('refuses what is shown to be worse than item neighbours; too few users are nothing against it', () => {
    const undecided = decide({ model: 0.371, popularity: 0.1, neighbours: 0.4 });
    expect(undecided).toMatchObject({ accepted: true, undecided: false });
    expect(undecided.reasons[1]).toMatch(
      /^Undecided: .* may be worse than the 0.4000 of item neighbours by more than 5 %/,
    );
    const worse = decide({ model: 0.369, popularity: 0.1, neighbours: 0.4 });
    expect(worse).toMatchObject({ accepted: false, undecided: false });
    expect(worse.reasons[1]).toMatch(
      /^Failed: .* is worse than the 0.4000 of item neighbours by more than 5 %/,
    );
    const generated = decide({ model: 0.2, popularity: 0.1, neighbours: 0.4 }, { synthetic: true });
    expect(generated.accepted).toBe(true);
    expect(generated.reasons[1]).toMatch(/^Not counted: .* is worse than .*; the logs are synthetic\.$/);
  });

  it('wants changed parameters shown to be as good as those of the live version', () => {
    const own = { model: 0.391, popularity: 0.1, liveParameters: 0.4 };
    expect(decide(own).reasons.at(-1)).toBe(
      "Passed: NDCG@20 0.3910 of the factors is not worse than the 0.4000 of the live version's parameters on the same days by more than " +
        '5 % (difference -0.0090, 95 % interval -0.0190 to 0.0010, 5 users).',
    );
    expect(isAccepted(own)).toBe(true);
    for (const [model, undecided] of [
      [0.389, true],
      [0.3, false],
    ] as const) {
      expect(decide({ ...own, model })).toMatchObject({ accepted: false, undecided });
      expect(refusesParameters(evaluation({ ...own, model }), 0.05)).toBe(true);
    }
    expect(refusesParameters(evaluation(own), 0.05)).toBe(false);
    expect(refusesParameters(evaluation({ model: 0.1, popularity: 0.4 }), 0.05)).toBe(false);
  });

  it('refuses what is shown to be worse than the live version, also with its parameters', () => {
    const figures = { popularity: 0.1, liveVersion: 0.4 };
    expect(isAccepted({ ...figures, model: 0.371 })).toBe(true);
    const worse = decide({ ...figures, model: 0.369 }, { live: LIVE });
    expect(worse.accepted).toBe(false);
    expect(worse.reasons.at(-1)).toMatch(
      /^Failed: .* is worse than the 0.4000 of the live version by more than 5 %/,
    );
  });

  it('says why nothing of the live version could be compared', () => {
    const { accepted, reasons } = decide({ model: 0.2, popularity: 0.1 }, { live: LIVE });
    expect(accepted).toBe(true);
    expect(reasons.at(-1)).toMatch(
      /^Not compared: the live version has the same parameters and has learned from held-out days/,
    );
  });

  it('refuses what could not be evaluated, cannot decide on too few users, and says why', () => {
    expect(decidePromotion(null, facts).reasons[0]).toContain('single day');
    expect(decide({ model: 0, popularity: 0, users: 0 }).reasons[0]).toContain('no user');
    const few = decide({ model: 0.2, popularity: 0.1, users: 4 });
    expect(few).toMatchObject({
      accepted: false,
      undecided: true,
      reasons: [expect.stringContaining('only 4 users')],
    });
  });

  it('refuses to replace a live version by one of days that broke since, and names one', () => {
    const hole = { day: '2017-05-02', kind: 'play', reason: 'part 3 missing' } as const;
    const known = { ...hole, day: '2017-04-01' };
    const notYet = { ...hole, day: '2017-05-03', reason: 'missing' };
    const broken = newHoles([known, hole, notYet], [known]);
    expect(broken).toEqual([hole]);
    const { accepted, undecided, reasons } = decidePromotion(evaluation({ model: 0.389, popularity: 0.4 }), {
      ...facts,
      newHoles: broken,
    });
    expect([accepted, undecided]).toEqual([false, false]);
    expect(reasons.at(-1)).toContain('2017-05-02 (play: part 3 missing)');
  });
});

describe('the anchor', () => {
  const lost = { model: 0.97, popularity: 0.1, liveParameters: 0.975, halfWidth: 0.01 };

  it('refuses what has lost little by little', () => {
    const accepted = decide({ ...lost, anchor: 1 });
    expect(accepted.accepted).toBe(true);
    const refused = decide({ ...lost, anchor: 1.05 });
    expect(refused).toMatchObject({ accepted: false, undecided: false });
    expect(refused.reasons.at(-1)).toMatch(
      /^Failed: .* the parameters that last won for sure, on the same days/,
    );
    expect(refusesParameters(evaluation({ ...lost, anchor: 1.05 }), 0.05)).toBe(true);
    expect(refusesParameters(evaluation({ ...lost, anchor: 1 }), 0.05)).toBe(false);
  });

  it('stays until parameters are better than it for sure', () => {
    const live = { version: 7, anchorVersion: 4 };
    expect(anchorOf(evaluation(lost), null)).toBeNull();
    expect(anchorOf(evaluation({ ...lost, anchor: 1 }), live)).toBe(4);
    // Ahead of the live parameters, which have lost against the anchor.
    expect(anchorOf(evaluation({ ...lost, liveParameters: 0.9, anchor: 0.965 }), live)).toBe(4);
    expect(anchorOf(evaluation({ ...lost, anchor: 0.95 }), live)).toBeNull();
    // The live version is the anchor.
    expect(anchorOf(evaluation(lost), { version: 7, anchorVersion: null })).toBe(7);
    expect(
      anchorOf(evaluation({ ...lost, liveParameters: 0.9 }), { version: 7, anchorVersion: null }),
    ).toBeNull();
  });
});
