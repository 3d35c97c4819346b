import { SeededRandom } from '../random/seeded-random.js';
import { asymptoticSequence } from './asymptotic-sequence.js';
import { cupedDifference } from './cuped.js';
import { newcombeDifference, relativeEffect, smallestVisibleEffect } from './proportions.js';
import type { ArmCounts } from './proportions.js';
import { sampleRatioMismatch } from './sample-ratio.js';
import {
  accuracyOf,
  momentsOf,
  simulateCampaign,
  simulateOverlap,
} from '../../../../test/support/fixtures/simulated-campaign.js';

describe('newcombeDifference', () => {
  // The examples (a) and (h) of Newcombe 1998, table II, method 10.
  it.each([
    [{ users: 70, outcomes: 56 }, { users: 80, outcomes: 48 }, 0.2, 0.0524, 0.3339],
    [{ users: 10, outcomes: 10 }, { users: 10, outcomes: 0 }, 1, 0.6075, 1],
  ])('gives the published interval of %j and %j', (treated, holdout, value, low, high) => {
    const interval = newcombeDifference(treated, holdout);
    expect(interval.value).toBeCloseTo(value, 10);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('has a width without any outcome, and none without users', () => {
    const none = { users: 50, outcomes: 0 };
    expect(newcombeDifference(none, none).high).toBeGreaterThan(0.05);
    expect(newcombeDifference({ users: 0, outcomes: 0 }, none).value).toBeNaN();
  });
});

describe('intervals of three arms together', () => {
  it('all hold the truth in 95 % of campaigns, where single ones do not', () => {
    const random = new SeededRandom(3);
    const arm = () => {
      let outcomes = 0;
      for (let user = 0; user < 300; user++) outcomes += Number(random.next() < 0.3);
      return { users: 300, outcomes };
    };
    const misses = [0, 0];
    for (let campaign = 0; campaign < 1_000; campaign++) {
      const [holdout, ...arms] = [arm(), arm(), arm(), arm()] as const;
      [1, 3].forEach((together, k) => {
        const all = arms.map((one) => newcombeDifference(one, holdout, together));
        misses[k]! += Number(all.some(({ low, high }) => low > 0 || high < 0));
      });
    }
    expect(misses[0]! / 1_000).toBeGreaterThan(0.08);
    expect(misses[1]! / 1_000).toBeLessThan(0.06);
  });
});

describe('relativeEffect', () => {
  const of = (users: number, treated: number, holdout: number) => {
    const arms = [treated, holdout].map((outcomes) => ({ users, outcomes })) as [ArmCounts, ArmCounts];
    const effect = newcombeDifference(...arms);
    return { effect, relative: relativeEffect(effect, arms[1]) };
  };

  it('is the ratio less 1, and not known where the hold-out may have no outcome', () => {
    const { relative } = of(1_000, 240, 300);
    expect(relative!.value).toBeCloseTo(-0.2, 10);
    // As by the logarithm of the ratio (Katz 1978), -.3093 to -.0735, in the second digit.
    expect(relative!.low).toBeCloseTo(-0.309, 2);
    expect(relative!.high).toBeCloseTo(-0.074, 2);
    for (const outcomes of [0, 1]) expect(of(10, 1, outcomes).relative).toBeNull();
  });

  it('holds 0 where the effect does, and never says the contrary', () => {
    for (let treated = 0; treated <= 200; treated++)
      for (const holdout of [10, 40, 100, 160]) {
        const { effect, relative } = of(200, treated, holdout);
        const signs = ({ low, high }: { low: number; high: number }) => [Math.sign(low), Math.sign(high)];
        expect([treated, holdout, signs(relative!)]).toEqual([treated, holdout, signs(effect)]);
        expect(relative!.low).toBeLessThanOrEqual(relative!.value);
        expect(relative!.high).toBeGreaterThan(relative!.value);
      }
  });

  it('holds the true ratio in 95 of 100 campaigns', () => {
    const random = new SeededRandom(5);
    const outcomesOf = (rate: number) =>
      Array.from({ length: 800 }, () => Number(random.next() < rate)).reduce((sum, one) => sum + one, 0);
    const campaigns = Array.from(
      { length: 1_000 },
      () => of(800, outcomesOf(0.24), outcomesOf(0.3)).relative!,
    );
    const covered = campaigns.filter(({ low, high }) => low <= -0.2 && high >= -0.2).length;
    expect(covered).toBeGreaterThan(930);
    expect(covered).toBeLessThan(970);
  });
});

describe('smallestVisibleEffect', () => {
  it('is 2.8 standard errors: 4.8 points of 8,000 users with a tenth held out', () => {
    expect(smallestVisibleEffect({ treated: 7200, holdout: 800 }, 0.21)).toBeCloseTo(0.04785, 4);
    // Of five arms: 2.58 + .84 standard errors.
    expect(smallestVisibleEffect({ treated: 7200, holdout: 800 }, 0.21, 5)).toBeCloseTo(0.05837, 4);
    expect(smallestVisibleEffect({ treated: 7200, holdout: 0 }, 0.21)).toBe(Infinity);
  });
});

describe('asymptoticSequence', () => {
  it('costs what is published: 1.55 times the interval of one look when all have come', () => {
    const width = (users: number) => asymptoticSequence(0.1, 1, users, 5000).high - 0.1;
    expect(width(5000) / 1.96).toBeCloseTo(1.55, 2);
    expect(width(1250) / 1.96).toBeCloseTo(1.67, 2);
    expect(width(20_000) / 1.96).toBeCloseTo(1.6, 2);
  });
});

describe('sampleRatioMismatch', () => {
  it('finds a third instead of a fifth, and leaves chance and small campaigns alone', () => {
    expect(sampleRatioMismatch([667, 333], [0.8, 0.2])).toMatchObject({ isMismatch: true });
    expect(sampleRatioMismatch([790, 210], [0.8, 0.2]).pValue).toBeCloseTo(0.4292, 4);
    expect(sampleRatioMismatch([30, 30], [0.9, 0.1]).isMismatch).toBe(false);
    expect(sampleRatioMismatch([0, 0], [0.9, 0.1])).toMatchObject({ pValue: 1, isMismatch: false });
  });

  it('knows the tails of several arms', () => {
    // Upper 5 % points of 2, 3 and 4 degrees of freedom.
    for (const [arms, point] of [
      [3, 5.991],
      [4, 7.815],
      [5, 9.488],
    ] as const) {
      const shares = Array.from({ length: arms }, () => 1 / arms);
      const shift = Math.sqrt((point * 1000) / (2 * arms));
      const counts = shares.map((share, arm) => 1000 * share + (arm === 0 ? shift : arm === 1 ? -shift : 0));
      expect(sampleRatioMismatch(counts, shares).pValue).toBeCloseTo(0.05, 4);
    }
  });
});

describe('cupedDifference', () => {
  it('takes the difference that was there before out, and refuses an arm of one user', () => {
    const before = [1, 2, 3, 4, 5, 6];
    const exact = cupedDifference(
      momentsOf({ before, outcomes: before.map((value) => 2 * value + 1) }),
      momentsOf({ before: before.slice(0, 4), outcomes: before.slice(0, 4).map((value) => 2 * value) }),
    );
    expect(exact).toMatchObject({ slope: 2, explained: 1 });
    expect(exact.value).toBeCloseTo(1, 10);
    expect(exact.high - exact.low).toBeCloseTo(0, 6);
    const [one, more] = [[1], before].map((values) => momentsOf({ before: values, outcomes: values }));
    expect(() => cupedDifference(one!, more!)).toThrow(RangeError);
  });
});

describe('60 simulated campaigns', () => {
  const campaigns = (success: number, first: number) =>
    Array.from({ length: 60 }, (_, k) => simulateCampaign(first + k, { users: 8000, holdout: 0.2, success }));
  const [without, helping] = [campaigns(0, 1), campaigns(0.2, 1001)];

  it.each(['difference', 'adjusted'] as const)('has no bias and its intervals hold: %s', (of) => {
    for (const some of [without, helping]) {
      const { biasInErrors, coverage } = accuracyOf(some, of);
      expect(Math.abs(biasInErrors)).toBeLessThan(2);
      expect(coverage).toBeGreaterThanOrEqual(0.9);
    }
    expect(accuracyOf(helping, 'adjusted').deviation).toBeLessThan(
      accuracyOf(helping, 'difference').deviation,
    );
  });

  it('claims no effect too often under 30 daily looks, and no mismatch', () => {
    expect(without.filter(({ ranAway }) => ranAway).length).toBeLessThanOrEqual(3);
    expect([...without, ...helping].filter(({ isMismatch }) => isMismatch)).toEqual([]);
  });
});

describe('60 times three campaigns that overlap', () => {
  const accuracies = (barred: 'all' | 'treated') => {
    const terms = { users: 12_000, holdout: 0.2, success: 0.2 };
    const runs = Array.from({ length: 60 }, (_, seed) => simulateOverlap(1 + seed, terms, barred));
    return [0, 1, 2].map((k) =>
      accuracyOf(
        runs.map((campaigns) => campaigns[k]!),
        'adjusted',
      ),
    );
  };

  it('have no bias where all users of one are barred from the others, and a large one where the treated are', () => {
    for (const { biasInErrors, coverage } of accuracies('all')) {
      expect(Math.abs(biasInErrors)).toBeLessThan(2.5);
      expect(coverage).toBeGreaterThanOrEqual(0.9);
    }
    // The hold-out of the first is contacted by the others.
    expect(accuracies('treated')[0]!.biasInErrors).toBeGreaterThan(10);
  });
});
