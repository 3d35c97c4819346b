import fc from 'fast-check';
import { bootstrapInterval } from '../evaluation/bootstrap.js';
import { SeededRandom } from '../random/seeded-random.js';
import { breakEvenProbability, breakEvenSuccessRate, planContacts } from './contact-plan.js';
import { bestOf, compareDecision, valueCurve } from './value-curve.js';

const CAMPAIGN = { contactCost: 1, savedValue: 10, successRate: 0.2 };

describe('planContacts', () => {
  it('cuts at cost / (success rate * value)', () => {
    expect(breakEvenProbability(CAMPAIGN)).toBe(0.5);
    const plan = planContacts(Float64Array.of(0.4, 0.9, 0.6, 0.5), CAMPAIGN);
    expect(plan).toMatchObject({ contacts: 2, cut: 0.6 });
    expect(plan.expectedNet).toBeCloseTo(0.9 * 2 - 1 + 0.6 * 2 - 1, 12);
  });

  it('contacts nobody when 10 % success makes even certainty just pay, or nothing can', () => {
    const p = Float64Array.of(0.9, 1);
    expect(planContacts(p, { ...CAMPAIGN, successRate: 0.1 })).toEqual({
      contacts: 0,
      cut: Infinity,
      expectedNet: 0,
    });
    expect(planContacts(p, { ...CAMPAIGN, savedValue: 0 }).contacts).toBe(0);
    expect(breakEvenSuccessRate(CAMPAIGN, 0.5)).toBe(0.2);
  });

  it('stays within the budget and refuses impossible campaigns', () => {
    const p = Float64Array.of(0.9, 0.8, 0.7, 0.6);
    expect(planContacts(p, { ...CAMPAIGN, budget: 2.5 }).contacts).toBe(2);
    expect(
      planContacts(p, { contactCost: 0.1, savedValue: 10, successRate: 0.2, budget: 0.3 }).contacts,
    ).toBe(3);
    expect(() => planContacts(p, { ...CAMPAIGN, successRate: 1.1 })).toThrow(RangeError);
    expect(() => planContacts(p, { ...CAMPAIGN, contactCost: NaN })).toThrow(RangeError);
  });

  it('is worth more with a higher success rate or value and a lower cost, and never less than nothing', () => {
    const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    const amount = fc.double({ min: 0, max: 20, noNaN: true });
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        probabilities,
        amount,
        amount,
        rate,
        amount,
        rate,
        (p, cost, value, success, more, share) => {
          const worth = (contactCost: number, savedValue: number, successRate: number) =>
            planContacts(Float64Array.from(p), { contactCost, savedValue, successRate }).expectedNet;
          const net = worth(cost, value, success);
          expect(net).toBeGreaterThanOrEqual(0);
          expect(worth(cost, value + more, success)).toBeGreaterThanOrEqual(net - 1e-9);
          expect(worth(cost, value, success + (1 - success) * share)).toBeGreaterThanOrEqual(net - 1e-9);
          expect(worth(cost * share, value, success)).toBeGreaterThanOrEqual(net - 1e-9);
        },
      ),
    );
  });

  it('is the best size of the expected value curve', () => {
    const random = new SeededRandom(4);
    const p = Float64Array.from({ length: 300 }, () => random.next());
    const { contacts, expectedNet } = planContacts(p, CAMPAIGN);
    const sorted = [...p].sort((a, b) => b - a);
    const netOf = (count: number) => sorted.slice(0, count).reduce((sum, q) => sum + 2 * q - 1, 0);
    for (let count = 0; count <= 300; count++) expect(netOf(count)).toBeLessThanOrEqual(expectedNet + 1e-9);
    expect(netOf(contacts)).toBeCloseTo(expectedNet, 9);
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
  it('runs from nobody to everybody and finds its best size', () => {
    const curve = valueCurve(Float64Array.of(4, 3, 2, 1), Uint8Array.of(1, 1, 0, 0), CAMPAIGN, 5);
    expect([...curve.contacts]).toEqual([0, 1, 2, 3, 4]);
    expect([...curve.net]).toEqual([0, 1, 2, 1, 0]);
    expect(bestOf(curve)).toEqual({ contacts: 2, net: 2 });
  });

  it('is a straight line for equal scores', () => {
    const curve = valueCurve(new Float64Array(4), Uint8Array.of(1, 1, 1, 0), CAMPAIGN, 5);
    curve.net.forEach((net, k) => {
      expect(net).toBeCloseTo(k / 2, 12);
    });
  });
});
