import { SeededRandom } from '#ml';
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
    expect(test.net.value).toBeGreaterThan(test.ruleSameSize!);
    expect(test.ruleSameSize).toBeGreaterThan(test.randomSameSize);
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
