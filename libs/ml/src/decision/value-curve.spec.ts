import { bootstrapInterval } from '../evaluation/bootstrap.js';
import { SeededRandom } from '../random/seeded-random.js';
import {
  affordableContacts,
  assertCampaign,
  breakEvenProbability,
  breakEvenSuccessRate,
} from './contact-plan.js';
import { compareDecision, valueCurve } from './value-curve.js';

const CAMPAIGN = { contactCost: 1, savedValue: 10, successRate: 0.2 };

describe('a campaign', () => {
  it('breaks even at cost / (success rate * value)', () => {
    expect(breakEvenProbability(CAMPAIGN)).toBe(0.5);
    expect(breakEvenProbability({ ...CAMPAIGN, savedValue: 0 })).toBe(Infinity);
    expect(breakEvenSuccessRate(CAMPAIGN, 0.5)).toBe(0.2);
  });

  it('stays within its budget, and cannot be an impossible one', () => {
    expect(affordableContacts({ ...CAMPAIGN, budget: 2.5 }, 4)).toBe(2);
    expect(affordableContacts({ ...CAMPAIGN, contactCost: 0.1, budget: 0.3 }, 4)).toBe(3);
    for (const impossible of [{ successRate: 1.1 }, { contactCost: NaN }])
      expect(() => {
        assertCampaign({ ...CAMPAIGN, ...impossible });
      }).toThrow(RangeError);
  });
});

describe('compareDecision', () => {
  /** 8,692 users of whom 62.12 % churn, as in the published campaign at 20 % success: value 10, cost 1. */
  const users = 8692;
  const churners = Math.round(0.6212 * users);
  const labels = Uint8Array.from({ length: users }, (_, i) => (i < churners ? 1 : 0));
  const random = new SeededRandom(6);
  const scores = Float64Array.from(labels, (label) => label + 0.55 * random.normal());
  const sorted = Float64Array.from(scores).sort().reverse();
  const audience = Math.round(0.64 * users);

  it('values a random audience of the same size at that size, not at everybody', () => {
    const decision = compareDecision({ probabilities: scores, labels, cut: sorted[audience - 1]! }, CAMPAIGN);
    expect(decision.contacts).toBe(audience);
    // The published table gave 2,106 for a random audience at 64 %: that is everybody, 8,692 * (0.6212 * 2 - 1).
    expect(Math.round(decision.everybody)).toBe(2106);
    expect(Math.round(decision.randomSameSize)).toBe(1348);
    expect(decision.nobody).toBe(0);
    expect(decision.net.value).toBeCloseTo(2 * decision.churnersReached - audience, 9);
    expect(decision.net.value).toBeGreaterThan(decision.everybody);
    expect(decision.net.low).toBeLessThan(decision.net.value);
    expect(decision.net.high).toBeGreaterThan(decision.net.value);
    expect(decision.ruleSameSize).toBeNull();
  });

  it('has the interval that a bootstrap of the users finds', () => {
    const { net, contacts } = compareDecision(
      { probabilities: scores, labels, cut: sorted[2999]! },
      CAMPAIGN,
    );
    const worth = Float64Array.from(scores, (score, i) => (score >= sorted[2999]! ? 2 * labels[i]! - 1 : 0));
    const drawn = bootstrapInterval(
      users,
      (weights) => worth.reduce((sum, value, i) => sum + value * weights[i]!, 0),
      { resamples: 400, seed: 3 },
    );
    expect(contacts).toBe(3000);
    expect(net.standardError / drawn.standardError).toBeCloseTo(1, 1);
    expect((net.high - net.low) / (drawn.high - drawn.low)).toBeCloseTo(1, 1);
    expect(net.value).toBeCloseTo(drawn.value, 9);
  });

  it('breaks even at the success rate it says', () => {
    const chosen = { probabilities: scores, labels, cut: sorted[999]! };
    const { breakEvenSuccessRate: rate } = compareDecision(chosen, CAMPAIGN);
    expect(compareDecision(chosen, { ...CAMPAIGN, successRate: rate }).net.value).toBeCloseTo(0, 9);
  });

  it('compares with a rule of the same size, obeys the budget and knows an empty audience', () => {
    const chosen = { probabilities: scores, labels, cut: 0.5, ruleScores: Float64Array.from(labels) };
    const within = compareDecision(chosen, { ...CAMPAIGN, budget: 100 });
    expect(within.contacts).toBe(100);
    expect(within.ruleSameSize).toBe(100 * 2 - 100);
    expect(within.everybody).toBeCloseTo(100 * (churners / users) * 2 - 100, 9);
    const none = compareDecision({ ...chosen, cut: 99 }, CAMPAIGN);
    expect(none).toMatchObject({ contacts: 0, churnersReached: 0, breakEvenSuccessRate: Infinity });
    expect(none.net.value).toBe(0);
  });
});

describe('valueCurve', () => {
  it('runs from nobody to everybody', () => {
    const curve = valueCurve(Float64Array.of(4, 3, 2, 1), Uint8Array.of(1, 1, 0, 0), CAMPAIGN, 5);
    expect([...curve.contacts]).toEqual([0, 1, 2, 3, 4]);
    expect([...curve.net]).toEqual([0, 1, 2, 1, 0]);
  });

  it('is a straight line for equal scores', () => {
    const curve = valueCurve(new Float64Array(4), Uint8Array.of(1, 1, 1, 0), CAMPAIGN, 5);
    curve.net.forEach((net, k) => {
      expect(net).toBeCloseTo(k / 2, 12);
    });
  });
});
