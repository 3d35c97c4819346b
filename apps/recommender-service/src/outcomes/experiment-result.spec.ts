import { experimentResult } from './experiment-result.js';
import type { VariantSums } from './experiment-result.js';

const STARTED = new Date('2026-11-01T00:00:00Z');
const EXPERIMENT = {
  challengerVersions: [3],
  share: 0.5,
  plannedImpressions: 10_000,
  startedAt: STARTED,
  endedAt: null,
};

/** Users who were each shown 10 songs, of whom every n-th one clicked n times `rate` x 10 of them. */
function variantOf(
  variant: VariantSums['variant'],
  users: number,
  rate: number,
  modelVersion = variant === 'control' ? 2 : 3,
): VariantSums {
  const clickers = Math.round((users * rate * 10) / 2);
  return {
    variant,
    versions: [modelVersion],
    users,
    recommendations: users,
    impressions: 10 * users,
    clicks: 2 * clickers,
    downloads: 0,
    playThroughs: 0,
    clickRate: null,
    playThroughRate: null,
    clicked: {
      people: users,
      cases: 10 * users,
      successes: 2 * clickers,
      casesSquared: 100 * users,
      products: 20 * clickers,
      successesSquared: 4 * clickers,
    },
  };
}

const DAY_10 = new Date('2026-11-11T00:00:00Z');
const of = (users: number, rate: number, other = users) =>
  experimentResult(
    EXPERIMENT,
    [variantOf('control', users, 0.1), variantOf('challenger', other, rate)],
    DAY_10,
  );

describe('the result of an experiment', () => {
  it('begins with what was found', () => {
    const better = of(400, 0.15);
    expect(better.headline).toMatch(
      /^Version 3 is better than the live version: \d+\.\d to \d+\.\d % more of the songs shown are clicked\.$/,
    );
    const { value, low, high } = better.variants[1]!.lift!;
    expect(value).toBeCloseTo(0.5, 6);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(1.2);
    expect(better.variants[0]!.lift).toBeNull();
    expect(of(400, 0.06).headline).toMatch(/^Version 3 is worse than the live version/);
  });

  it('says what is missing where nothing was found', () => {
    const open = of(125, 0.1);
    // 2,500 impressions in 10 days.
    expect(open).toMatchObject({
      reachedImpressions: 2_500,
      expectedEnd: '2026-12-11',
      withheldBecause: null,
    });
    expect(open.headline).toMatch(
      /2500 of 10000 planned impressions, those on 2026-12-11, which show a lift of/,
    );
    // Four times as many impressions halve an error.
    expect(open.visibleLift!).toBeGreaterThan(0.1);
    expect(of(500, 0.1).visibleLift!).toBeCloseTo(open.visibleLift!, 1);
    expect(of(600, 0.1)).toMatchObject({ expectedEnd: null });
    expect(of(600, 0.1).headline).toContain('All 10000 planned impressions are reached');
    expect(of(0, 0.1).headline).toContain('Nothing was shown yet');
    expect(of(50, 0.1).headline).toContain('the live version has 50 users and 50 clicks');
  });

  it('is withheld where the users are not shared as they were assigned', () => {
    const result = of(500, 0.15, 380);
    expect(result.sampleRatioPValue).toBeLessThan(0.001);
    expect(result.variants.every(({ lift }) => lift === null)).toBe(true);
    expect(result.headline).toBe(result.withheldBecause);
  });

  it('has wider intervals with several challengers, which all hold together', () => {
    const two = experimentResult(
      { ...EXPERIMENT, challengerVersions: [3, 4], share: 1 / 3 },
      [
        variantOf('control', 400, 0.1),
        variantOf('challenger', 400, 0.15),
        variantOf('challenger', 400, 0.1, 4),
      ],
      DAY_10,
    );
    expect(two.headline).toMatch(/^Version 3 is better.* Version 4 is not shown to differ/);
    const alone = of(400, 0.15).variants[1]!.lift!;
    expect(two.variants[1]!.lift!.high).toBeGreaterThan(alone.high);
  });
});
