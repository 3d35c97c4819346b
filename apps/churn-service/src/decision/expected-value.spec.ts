import { affordableContacts, curveOf, expectedNet, firstOf, share } from './expected-value.js';

const CAMPAIGN = { contactCost: 1, savedValue: 10, successRate: 0.2 };

describe('expected value of a group', () => {
  it('is what kept churners are worth, less the contacts', () => {
    expect(expectedNet({ users: 10, churners: 7.5, loss: 75 }, CAMPAIGN)).toBeCloseTo(7.5 * 2 - 10, 12);
    expect(share({ users: 10, churners: 7.5, loss: 75 }, 4)).toEqual({ users: 4, churners: 3, loss: 30 });
    expect(share({ users: 0, churners: 0, loss: 0 }, 0)).toEqual({ users: 0, churners: 0, loss: 0 });
  });

  it('of the first users takes whole groups, and of the last one its mean', () => {
    const groups = [
      { users: 3, churners: 3, loss: 60 },
      { users: 4, churners: 2, loss: 20 },
      { users: 5, churners: 0, loss: 0 },
    ];
    expect(firstOf(groups, 0)).toEqual({ users: 0, churners: 0, loss: 0 });
    expect(firstOf(groups, 3)).toEqual({ users: 3, churners: 3, loss: 60 });
    expect(firstOf(groups, 5)).toEqual({ users: 5, churners: 4, loss: 70 });
    expect(firstOf(groups, 99)).toEqual({ users: 12, churners: 5, loss: 80 });
  });

  it('follows the groups from no user to all, some of many', () => {
    const groups = [
      { users: 2, churners: 2, loss: 20 },
      { users: 2, churners: 0, loss: 0 },
    ];
    expect(curveOf(groups, CAMPAIGN)).toEqual({ contacts: [0, 2, 4], net: [0, 2, 0] });
    expect(curveOf([], CAMPAIGN)).toEqual({ contacts: [0], net: [0] });
    const many = Array.from({ length: 250 }, () => groups[0]!);
    expect(curveOf(many, CAMPAIGN).contacts.slice(-2)).toEqual([498, 500]);
  });
});

describe('a budget', () => {
  it('allows whole contacts', () => {
    expect(affordableContacts({ ...CAMPAIGN, budget: 2.5 }, 4)).toBe(2);
    expect(affordableContacts({ ...CAMPAIGN, contactCost: 0.1, budget: 0.3 }, 4)).toBe(3);
    expect(affordableContacts({ ...CAMPAIGN, contactCost: 0, budget: 0.3 }, 4)).toBe(4);
  });

  it('and a number of users hold together, the smaller one', () => {
    expect(affordableContacts({ ...CAMPAIGN, users: 3 }, 4)).toBe(3);
    expect(affordableContacts({ ...CAMPAIGN, contactCost: 0, users: 3 }, 4)).toBe(3);
    expect(affordableContacts({ ...CAMPAIGN, budget: 2.5, users: 3 }, 4)).toBe(2);
  });
});
