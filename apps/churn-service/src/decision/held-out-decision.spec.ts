import { SeededRandom } from '#ml';
import { decideHeldOut } from './held-out-decision.js';

const CAMPAIGN = { contactCost: 1, savedValue: 10, successRate: 0.2 };

/** Users whose probabilities are right, and whose silence says half of it. */
function side(users: number, seed: number) {
  const random = new SeededRandom(seed);
  const probabilities = Float64Array.from({ length: users }, () => Math.round(random.next() * 1e4) / 1e4);
  return {
    probabilities,
    labels: Uint8Array.from(probabilities, (p) => (random.next() < p ? 1 : 0)),
    daysSinceLastEvent: probabilities.map((p) => Math.floor(15 * p + 15 * random.next())),
  };
}

const heldOut = { validation: side(4000, 1), test: side(5000, 2) };

describe('decideHeldOut', () => {
  it('finds the cut that pays on validation users, and tells what it earns on the test users', () => {
    const { cut, validation, test } = decideHeldOut(heldOut, CAMPAIGN, 50_000);
    // A contact pays from 1 / (0.2 * 10) on.
    expect(Math.abs(cut! - 0.5)).toBeLessThan(0.08);
    expect(validation.users).toBe(4000);
    expect(validation.contacts).toBe(heldOut.validation.probabilities.filter((p) => p >= cut!).length);
    expect(test.contacts).toBe(heldOut.test.probabilities.filter((p) => p >= cut!).length);
    expect(test.churnersReached * 2 - test.contacts).toBeCloseTo(test.net.value, 9);
    expect(test.net.value).toBeGreaterThan(test.ruleSameSize!);
    expect(test.ruleSameSize).toBeGreaterThan(test.randomSameSize);
    expect(test.net.value).toBeGreaterThan(test.everybody);
    expect(test.curve.contacts.at(-1)).toBe(5000);
  });

  it('chooses without the test users: their labels do not move the cut', () => {
    const other = {
      ...heldOut,
      test: { ...heldOut.test, labels: heldOut.test.labels.map((label) => 1 - label) },
    };
    expect(decideHeldOut(other, CAMPAIGN, 50_000).cut).toBe(decideHeldOut(heldOut, CAMPAIGN, 50_000).cut);
  });

  it('gives each side its share of the budget', () => {
    const { validation, test, cut } = decideHeldOut(heldOut, { ...CAMPAIGN, budget: 5000 }, 50_000);
    expect(validation.contacts).toBe(400);
    expect(test.contacts).toBe(500);
    // Where contacts stop to pay does not depend on how many can be paid.
    expect(cut).toBe(decideHeldOut(heldOut, CAMPAIGN, 50_000).cut);
  });

  it('contacts nobody without a budget, also where nobody is scored', () => {
    const { validation, test } = decideHeldOut(heldOut, { ...CAMPAIGN, budget: 0 }, 0);
    expect([validation.contacts, test.contacts, test.net.value]).toEqual([0, 0, 0]);
  });

  it('contacts nobody when nothing can pay, and nearly everybody when contacts cost nothing', () => {
    const none = decideHeldOut(heldOut, { ...CAMPAIGN, successRate: 0.05 }, 50_000);
    expect(none).toMatchObject({ cut: null, validation: { contacts: 0, net: 0 }, test: { contacts: 0 } });
    expect(none.test.net.value).toBe(0);
    // 41 churners at a tenth of 10 each are worth their 41 contacts, and some 1e-14 more when multiplied out.
    const sure = { probabilities: new Float64Array(41).fill(1), labels: new Uint8Array(41).fill(1) };
    const all = { ...sure, daysSinceLastEvent: new Float64Array(41) };
    expect(
      decideHeldOut({ validation: all, test: all }, { ...CAMPAIGN, successRate: 0.1 }, 41).cut,
    ).toBeNull();
    const free = decideHeldOut(heldOut, { ...CAMPAIGN, contactCost: 0 }, 50_000);
    const churners = heldOut.test.labels.reduce((sum, label) => sum + label, 0);
    expect(free.test.churnersReached).toBeGreaterThan(0.99 * churners);
  });
});
