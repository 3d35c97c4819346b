import { measureCampaign } from './measure-campaign.js';

const TERMS = { holdout: 0.5, contactCost: 1, savedValue: 10 };

/** Of users who all had the same risk. */
const arm = (name: string, users: number, outcomes: number) => {
  const y = outcomes / users;
  const yy = users * y * (1 - y);
  return { arm: name, users, outcomes, plays: 1, playsVariance: 0, x: 0.3, y, xx: 0, xy: 0, yy };
};
const look = (isFinal: boolean, ...arms: ReturnType<typeof arm>[]) =>
  measureCampaign(arms, TERMS, { through: '2017-05-14', isFinal });

describe('measureCampaign', () => {
  it('speaks of silence, and not of churn, while the label window is open', () => {
    const arms = [arm('holdout', 1_000, 900), arm('treatment', 1_000, 700)];
    expect(look(false, ...arms).headline).toMatch(
      /^Silence through 2017-05-14, which is not churn yet: The contact lowers silence by 20\.00 /,
    );
    expect(look(true, ...arms).headline).toMatch(/^The contact lowers churn by 20\.00 /);
    const ended = measureCampaign(
      arms,
      { ...TERMS, target: 'ended' },
      { through: '2017-05-14', isFinal: false },
    );
    expect(ended.headline).toMatch(
      /^Endings through 2017-05-14, which is not churn yet: The contact lowers endings /,
    );
  });

  it.each([false, true])('has an interval with a width where all are silent (final: %j)', (isFinal) => {
    const [one] = look(isFinal, arm('holdout', 500, 500), arm('treatment', 500, 500)).arms;
    for (const { low, high, standardError } of [one!.adjusted, one!.difference]) {
      expect(high - low).toBeGreaterThan(0.01);
      expect(standardError).toBeGreaterThan(0);
    }
  });

  it('has wider intervals of several arms, which hold together', () => {
    const single = look(true, arm('holdout', 500, 150), arm('mail', 500, 140)).arms[0]!.adjusted;
    const arms = [arm('holdout', 500, 150), arm('mail', 250, 70), arm('push', 250, 70)];
    const { arms: both, headline } = look(true, ...arms);
    expect(both[0]!.adjusted.high).toBeGreaterThan(single.high);
    expect(headline).toContain('of all ways together');
  });
});
