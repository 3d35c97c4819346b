import { ones, SeededRandom } from '#ml';
import type { Campaign } from './expected-value.js';
import { cutOf, decideHeldOut } from './held-out-decision.js';

const CAMPAIGN = { contactCost: 1, savedValue: 10, successRate: 0.2 };

/** Users whose probabilities are right, and whose silence says half of it. */
function side(users: number, seed: number) {
  const random = new SeededRandom(seed);
  const probabilities = Float64Array.from({ length: users }, () => Math.round(random.next() * 1e4) / 1e4);
  return {
    probabilities,
    labels: Uint8Array.from(probabilities, (p) => (random.next() < p ? 1 : 0)),
    daysSinceLastEvent: probabilities.map((p) => Math.floor(15 * p + 15 * random.next())),
    weights: ones(users),
  };
}

const heldOut = side(5000, 2);

describe('cutOf', () => {
  it('is where a contact just pays, and null where none does', () => {
    expect(cutOf(CAMPAIGN)).toBe(0.5);
    expect(cutOf({ ...CAMPAIGN, contactCost: 0 })).toBe(0);
    expect(cutOf({ ...CAMPAIGN, successRate: 0.05 })).toBeNull();
    expect(cutOf({ ...CAMPAIGN, successRate: 0 })).toBeNull();
    expect(cutOf({ contactCost: 0, savedValue: 0, successRate: 0.2 })).toBeNull();
  });
});

describe('decideHeldOut', () => {
  it('says what the cut earns on the test users, next to other choices and sizes', () => {
    const test = decideHeldOut(heldOut, CAMPAIGN, 50_000);
    expect(test.contacts).toBe(heldOut.probabilities.filter((p) => p >= 0.5).length);
    expect(test.churnersReached * 2 - test.contacts).toBeCloseTo(test.net.value, 9);
    expect(test.net.value).toBeGreaterThan(test.recencySameSize);
    expect(test.recencySameSize).toBeGreaterThan(test.randomSameSize);
    expect(test.net.value).toBeGreaterThan(test.everybody);
    expect(test.curve.contacts.at(-1)).toBe(5000);
    // Probabilities are right: no other size earns much more.
    expect(test.net.high).toBeGreaterThan(Math.max(...test.curve.net));
  });

  it('contacts the same users whatever became of them', () => {
    const other = { ...heldOut, labels: heldOut.labels.map((label) => 1 - label) };
    expect(decideHeldOut(other, CAMPAIGN, 50_000).contacts).toBe(
      decideHeldOut(heldOut, CAMPAIGN, 50_000).contacts,
    );
  });

  it('gives the test users their share of the budget', () => {
    expect(decideHeldOut(heldOut, { ...CAMPAIGN, budget: 5000 }, 50_000).contacts).toBe(500);
    expect(decideHeldOut(heldOut, { ...CAMPAIGN, users: 5000 }, 50_000).contacts).toBe(500);
    for (const population of [50_000, 0]) {
      const { contacts, net } = decideHeldOut(heldOut, { ...CAMPAIGN, budget: 0 }, population);
      expect([contacts, net.value]).toEqual([0, 0]);
    }
  });

  it('contacts nobody when nothing can pay, and everybody when contacts cost nothing', () => {
    const none = decideHeldOut(heldOut, { ...CAMPAIGN, successRate: 0.05 }, 50_000);
    expect([none.contacts, none.net.value]).toEqual([0, 0]);
    const free = decideHeldOut(heldOut, { ...CAMPAIGN, contactCost: 0 }, 50_000);
    expect(free.contacts).toBe(5000);
  });
});

describe('a published campaign', () => {
  /** 8,692 users of whom 62.12 % churn, at 20 % success: value 10, cost 1. */
  const users = 8692;
  const churners = Math.round(0.6212 * users);
  const labels = Uint8Array.from({ length: users }, (_, i) => (i < churners ? 1 : 0));
  const random = new SeededRandom(6);
  const scores = Float64Array.from(labels, (label) => label + 0.55 * random.normal());
  const sorted = Float64Array.from(scores).sort().reverse();
  /** The cut of the campaign, 0.5, is that of so many users. */
  const decided = (audience: number, campaign: Campaign = CAMPAIGN) => {
    const shift = 0.5 - sorted[audience - 1]!;
    const probabilities = scores.map((score) => (score === sorted[audience - 1] ? 0.5 : score + shift));
    const daysSinceLastEvent = Float64Array.from(labels);
    return decideHeldOut(
      { probabilities, labels, daysSinceLastEvent, weights: ones(users) },
      campaign,
      users,
    );
  };

  it('values a random audience of the same size at that size, not at everybody', () => {
    const audience = Math.round(0.64 * users);
    const decision = decided(audience);
    expect(decision.contacts).toBe(audience);
    // The published table gave 2,106 for a random audience at 64 %: that is everybody, 8,692 * (0.6212 * 2 - 1).
    expect(Math.round(decision.everybody)).toBe(2106);
    expect(Math.round(decision.randomSameSize)).toBe(1348);
    expect(decision.net.value).toBeCloseTo(2 * decision.churnersReached - audience, 2);
    expect(decision.net.value).toBeGreaterThan(decision.everybody);
  });

  it('has the interval that a bootstrap of the users finds', () => {
    const { net, contacts } = decided(3000);
    const worth = Float64Array.from(scores, (score, i) => (score >= sorted[2999]! ? 2 * labels[i]! - 1 : 0));
    const drawn = Array.from({ length: 1_000 }, () => {
      let sum = 0;
      for (let user = 0; user < users; user++) sum += worth[random.int(users)]!;
      return sum;
    });
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
    expect(contacts).toBe(3000);
    expect((net.high - net.low) / (2 * 1.96 * deviation)).toBeCloseTo(1, 1);
    expect(net.value).toBeCloseTo(
      worth.reduce((sum, value) => sum + value, 0),
      2,
    );
  });

  it('breaks even at the success rate it says, and obeys its budget', () => {
    const { breakEvenSuccessRate, churnersReached } = decided(1000);
    expect(breakEvenSuccessRate! * 10 * churnersReached).toBeCloseTo(1000, 9);
    const within = decided(6000, { ...CAMPAIGN, budget: 100 });
    expect([within.contacts, within.recencySameSize]).toEqual([100, 100]);
    expect(within.everybody).toBeCloseTo(100 * (churners / users) * 2 - 100, 2);
  });
});
