import { variantOf } from './served-models.js';

const users = Array.from({ length: 5_000 }, (_, n) => String(100_000 + n));

describe('variantOf', () => {
  it('is the same for the same user and experiment, and shares users as asked', () => {
    for (const share of [0.1, 0.5]) {
      const challenged = users.filter((user) => variantOf(7, user, share) === 'challenger');
      expect(challenged.length / users.length).toBeCloseTo(share, 1);
      expect(challenged.filter((user) => variantOf(7, user, share) === 'challenger')).toEqual(challenged);
    }
  });

  it('only adds users when the share grows, and draws anew for another experiment', () => {
    const few = users.filter((user) => variantOf(7, user, 0.2) === 'challenger');
    expect(few.every((user) => variantOf(7, user, 0.6) === 'challenger')).toBe(true);
    const again = few.filter((user) => variantOf(8, user, 0.2) === 'challenger');
    expect(again.length / few.length).toBeLessThan(0.3);
  });
});
